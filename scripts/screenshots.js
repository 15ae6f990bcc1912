/**
 * `npm run screenshots`: recreates the screenshots in docs/images and the captcha picture. Starts the built application on
 * a free port and opens it in Debian's Chromium.
 */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { drawCaptcha } from '@system-management/captcha-image';
import { chromium } from 'playwright-core';

const FOLDER = 'docs/images';
/** Text of the README's captcha; the README states it. */
const ANSWER = 'WK3H9D';
const CAPTCHA = '/api/v1/system/user/captcha';

const LOGIN_PAGE = `<!doctype html>
  <html lang="ar" dir="rtl">
    <meta name="viewport" content="width=device-width" />
    <title>تسجيل الدخول</title>
    <style>body { margin: 24px; font: 16px/1.5 system-ui }</style>
    <h1>تسجيل الدخول</h1>
    <form><captcha-field type="image" use="login"></captcha-field></form>
    <script type="module" src="/captcha-field.js"></script>
  </html>`;

/** ALTCHA's published widget in front of a mail that needs a step-up. The purpose is one of the tenant demo. */
const STEP_UP_PAGE = `<!doctype html>
  <html lang="en">
    <meta name="viewport" content="width=device-width" />
    <title>Log in</title>
    <link rel="stylesheet" href="/altcha.css" />
    <style>body { margin: 24px; font: 16px/1.5 system-ui } pre { white-space: pre-wrap; font-size: 13px }</style>
    <h1>Log in</h1>
    <altcha-widget></altcha-widget>
    <pre></pre>
    <script type="module" src="/altcha.js"></script>
    <script type="module">
      const widget = document.querySelector('altcha-widget');
      async function ask(fields) {
        const headers = { 'Content-Type': 'application/json', 'iThings-tenant-code': 'demo' };
        const body = JSON.stringify({ use: 'simulateStepUp', type: 'email', account: 'jane@example.com', presentation: 'pow', ...fields });
        const { code, msg, data } = await (await fetch('${CAPTCHA}', { method: 'POST', headers, body })).json();
        document.querySelector('pre').append(code + ' ' + msg + ' ' + (data.sentTo ?? '') + '\\n\\n');
        return data;
      }
      widget.addEventListener('statechange', ({ detail }) => detail.state === 'verified' && ask({ code: detail.payload }));
      const { challenge } = await ask({});
      widget.configure({ challenge });
    </script>
  </html>`;

const DESKTOP = { viewport: { width: 1200, height: 860 }, locale: 'en' };
const TALL = { viewport: { width: 1200, height: 960 }, locale: 'en' };
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'en', isMobile: true, hasTouch: true };
const DARK = { colorScheme: 'dark' };

const click = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Selects a type, sends a code and waits for its message in the outbox. */
async function sendCode(page, type) {
  await page.getByRole('radio', { name: type }).check();
  await click(page, 'Send code');
  await page.locator('#inbox .text').waitFor();
  await scrollToTop(page);
}

/** Scrolls to the top and moves the focus, so that no focus ring is visible. */
async function scrollToTop(page) {
  await page.locator('main').focus();
  await page.evaluate('scrollTo(0, 0)');
}

/** Solves a picture on the Chinese page, and shows its ticket and the program that checks it. */
async function verifyPicture(page) {
  await page.getByRole('radio', { name: '图片' }).check();
  await click(page, '显示');
  await click(page, '填入此验证码');
  await page.locator('captcha-field [part~=verify]').click();
  await page.locator('#ticket #example pre').waitFor();
  await page.locator('main').focus();
  await page.locator('#ticket').evaluate((card) => card.scrollIntoView());
}

/** Provokes a failure, and shows what the page advises. */
async function simulateFailure(page) {
  await click(page, 'Too many requests');
  await page.locator('.advice').first().waitFor();
  await page.locator('main').focus();
  await page.locator('#simulate').evaluate((card) => card.scrollIntoView());
}

/** Requests an image at the issue endpoint and shows the response. */
async function requestImage(page) {
  const operation = page.locator(`.opblock:has([data-path="${CAPTCHA}"])`);
  await operation.locator('.opblock-summary-control').click();
  await operation.locator('.body-param__text').fill(JSON.stringify({ use: 'login', type: 'image' }));
  await operation.getByRole('button', { name: 'Execute' }).click();
  await operation.locator('.response-media img').waitFor();
  await operation.locator('.live-responses-table').evaluate((table) => table.scrollIntoView());
}

/** Shows the list of operations, closed. */
async function scrollToOperations(page) {
  const section = page.locator('.opblock-tag-section').first();
  await section.waitFor();
  await section.evaluate((list) => list.scrollIntoView());
}

/** Selects Go for the code sample of the issue endpoint. */
async function selectGoSample(page) {
  const card = page.locator('.request-card').filter({ has: page.getByText(CAPTCHA, { exact: true }) });
  await card.getByTestId('client-picker').click();
  await page.locator('[role=option][id$="-go/native"]').click();
  await card.getByText('package').waitFor();
}

/** Requests a mail, an image and an SMS. */
async function fillOutbox(page) {
  await page.getByRole('button', { name: /^Image/ }).click();
  const requests = [
    ['en', { use: 'login', type: 'email', account: 'jane@example.com' }],
    ['en', { use: 'login', type: 'image' }],
    ['zh-CN', { use: 'register', type: 'phone', account: '+8613812957756' }],
  ];
  for (const [language, data] of requests) {
    await page.request.post(CAPTCHA, { headers: { 'Accept-Language': language }, data });
    await page
      .getByText(data.account ?? 'The characters in the picture.', { exact: true })
      .first()
      .waitFor();
  }
}

/** Opens a login page in Arabic with the field. */
async function openLoginPage(page) {
  await page.route('**/login', (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body: LOGIN_PAGE }),
  );
  await page.goto('/login');
  await page.locator('captcha-field').getByRole('img').waitFor();
}

/** Solves the proof of work of a step-up in ALTCHA's widget; the mail is then sent. */
async function solveStepUp(page) {
  const serve = (path, contentType, response) =>
    page.route(path, (route) => route.fulfill({ contentType, ...response }));
  await serve('**/login', 'text/html; charset=utf-8', { body: STEP_UP_PAGE });
  await serve('**/altcha.css', 'text/css', { path: 'node_modules/altcha/dist/external/altcha.css' });
  await serve('**/altcha.js', 'text/javascript', { path: 'node_modules/altcha/dist/main/altcha.min.js' });
  await page.goto('/login');
  await page.getByText('1000034').waitFor();
  // The widget draws its tick over the checkbox.
  await page.getByRole('checkbox').press('Space');
  await page.getByText(/^1000034[^]*0 success/).waitFor();
}

/** Name → path, browser options, actions. The outbox comes first, while it is empty. */
const SCREENSHOTS = {
  outbox: ['/outbox', TALL, fillOutbox],
  'playground-desktop': ['/', DESKTOP, (page) => sendCode(page, 'E-mail')],
  'playground-dark': ['/?tenant=demo&use=simulate', { ...DESKTOP, ...DARK }, simulateFailure],
  'playground-chinese': ['/', { ...DESKTOP, locale: 'zh-CN' }, verifyPicture],
  'playground-phone': ['/', PHONE, (page) => sendCode(page, 'SMS')],
  docs: ['/docs', TALL, requestImage],
  'docs-phone': ['/docs/zh-CN', { ...PHONE, ...DARK, locale: 'zh-CN' }, scrollToOperations],
  reference: [`/reference#tag/user--captcha/POST${CAPTCHA}`, TALL, selectGoSample],
  'field-arabic': ['/', { ...PHONE, viewport: { width: 390, height: 420 }, locale: 'ar' }, openLoginPage],
  'altcha-step-up': ['/', { ...PHONE, viewport: { width: 390, height: 280 } }, solveStepUp],
};

/** Starts the application and resolves with the process and the URL that it prints. */
function startServer() {
  const server = spawn(process.execPath, ['dist/main.js'], {
    env: { ...process.env, PORT: '0', NODE_ENV: 'development' },
  });
  return new Promise((resolve, reject) => {
    let log = '';
    server.stdout.on('data', (chunk) => {
      log += chunk;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(log) ?? [];
      if (url) resolve({ server, url });
    });
    server.on('exit', () => reject(new Error(log)));
  });
}

await writeFile(`${FOLDER}/answer.png`, drawCaptcha(ANSWER).png);
const { server, url: baseURL } = await startServer();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const [name, [path, options, prepare]] of Object.entries(SCREENSHOTS)) {
    const page = await browser.newPage({ baseURL, reducedMotion: 'reduce', ...options });
    await page.goto(path);
    await prepare(page);
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
    await page.close();
  }
} finally {
  await browser.close();
  server.removeAllListeners('exit');
  server.kill();
}
