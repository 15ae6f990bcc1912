/**
 * Renews the pictures of the pages in docs/images, and that of a captcha: `npm run screenshots`. Starts the built
 * application on a free port and looks at it with Debian's Chromium.
 */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { drawCaptcha } from '@system-management/captcha-image';
import { chromium } from 'playwright-core';

const FOLDER = 'docs/images';
/** What the captcha of the README reads; it says so there. */
const ANSWER = 'WK4H7D';
const CAPTCHA = '/api/v1/system/user/captcha';

const DESKTOP = { viewport: { width: 1200, height: 860 }, locale: 'en' };
const TALL = { viewport: { width: 1200, height: 960 }, locale: 'en' };
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'en', isMobile: true, hasTouch: true };

const press = (page, name) => page.getByRole('button', { name }).click();

/** Chooses a type and has a code sent; the message is in the outbox when this is done. */
async function send(page, type, button) {
  await page.getByRole('radio', { name: type }).check();
  await press(page, button);
  await page.locator('#inbox .text').waitFor();
  await toTop(page);
}

/** As after loading: a keyboard's mark on the last thing pressed would distract. */
async function toTop(page) {
  await page.locator('main').focus();
  await page.evaluate('scrollTo(0, 0)');
}

async function solve(page) {
  await press(page, 'Reveal');
  await press(page, 'Fill in this code');
  await press(page, 'Verify');
  await page.getByText('Signature valid').waitFor();
  await toTop(page);
}

/** Executes the first example of issuing, an image, and looks at the answer. */
async function tryOut(page) {
  const operation = page.locator(`.opblock:has([data-path="${CAPTCHA}"])`);
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  await operation.locator('.answer-media img').waitFor();
  await operation.locator('.live-responses-table').evaluate((table) => table.scrollIntoView());
}

/** Chooses Go for the sample of issuing. */
async function readSample(page) {
  const card = page.locator('.request-card').filter({ has: page.getByText(CAPTCHA, { exact: true }) });
  await card.getByTestId('client-picker').click();
  await page.locator('[role=option][id$="-go/native"]').click();
  await card.getByText('package').waitFor();
}

/** An SMS, the answer of an image and a mail, newest first. */
async function receive(page) {
  const asks = [
    ['en', { use: 'login', type: 'email', account: 'jane@example.com' }],
    ['en', { use: 'login', type: 'image' }],
    ['zh-CN', { use: 'register', type: 'phone', account: '+8613812957756' }],
  ];
  for (const [language, data] of asks) {
    await page.request.post(CAPTCHA, { headers: { 'Accept-Language': language }, data });
    await page
      .getByText(data.account ?? 'Image captcha', { exact: true })
      .first()
      .waitFor();
  }
}

/** Name → path, browser, and what is done before the picture is taken. The outbox comes first, while it is empty. */
const PICTURES = {
  outbox: ['/outbox', TALL, receive],
  'playground-desktop': ['/', DESKTOP, (page) => send(page, 'E-mail', 'Send code')],
  'playground-dark': [
    '/',
    { ...DESKTOP, viewport: { width: 1200, height: 1120 }, colorScheme: 'dark' },
    solve,
  ],
  'playground-chinese': [
    '/',
    { ...DESKTOP, locale: 'zh-CN' },
    (page) => page.locator('captcha-field').getByRole('img').waitFor(),
  ],
  'playground-phone': ['/', PHONE, (page) => send(page, 'SMS', 'Send code'), { fullPage: true }],
  docs: ['/docs', TALL, tryOut],
  reference: [`/reference#tag/user--captcha/POST${CAPTCHA}`, TALL, readSample],
};

/** Resolves with the address that the started application prints. */
function start() {
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
const { server, url: baseURL } = await start();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const [name, [path, options, act, how]] of Object.entries(PICTURES)) {
    const page = await browser.newPage({ baseURL, reducedMotion: 'reduce', ...options });
    await page.goto(path);
    await act(page);
    await page.screenshot({ path: `${FOLDER}/${name}.png`, ...how });
    await page.close();
  }
} finally {
  await browser.close();
  server.removeAllListeners('exit');
  server.kill();
}
