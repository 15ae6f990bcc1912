/**
 * Renews the pictures of the playground in docs/images: `npm run screenshots`. Starts the built application on a free
 * port and looks at it with Debian's Chromium.
 */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { chromium } from 'playwright-core';

const DESKTOP = { viewport: { width: 1200, height: 860 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const press = (page, name) => page.getByRole('button', { name }).click();

/** Chooses a type and has a code sent; the message is in the outbox when this is done. */
async function send(page, type, button) {
  await page.getByRole('radio', { name: type }).check();
  await press(page, button);
  await page.locator('#inbox .text').waitFor();
}

const PICTURES = {
  'playground-desktop': [DESKTOP, 'en', (page) => send(page, 'E-mail', 'Send code')],
  'playground-dark': [
    { ...DESKTOP, viewport: { width: 1200, height: 1120 }, colorScheme: 'dark' },
    'en',
    async (page) => {
      await press(page, 'Reveal');
      await press(page, 'Fill in this code');
      await press(page, 'Verify');
      await page.getByText('Signature valid').waitFor();
    },
  ],
  'playground-chinese': [
    DESKTOP,
    'zh-CN',
    (page) => page.locator('captcha-field').getByRole('img').waitFor(),
  ],
  'playground-phone': [PHONE, 'en', (page) => send(page, 'SMS', 'Send code')],
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

const { server, url } = await start();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, [options, locale, act]] of Object.entries(PICTURES)) {
  const page = await browser.newPage({ ...options, locale, reducedMotion: 'reduce' });
  await page.goto(url);
  await act(page);
  // A keyboard's mark on the last thing pressed would distract.
  await page.locator('main').focus();
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: `docs/images/${name}.png`, fullPage: name === 'playground-phone' });
  await page.close();
}
await browser.close();
server.removeAllListeners('exit');
server.kill();
