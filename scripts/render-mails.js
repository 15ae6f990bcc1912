/**
 * `npm run render:mails`: renders the mails at phone size, in light and dark mode, to docs/images/mails-*.png. Needs
 * Debian's chromium. Uses the built application, so that the pictures match the mails.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { tenantRules } from '../dist/tenants/tenant-rules.js';
import { captchaTenantChecks } from '../dist/user/captcha/captcha.tenant-checks.js';
import { TenantFile } from '../dist/tenants/file/tenant-file.js';
import { Challenge } from '../dist/user/captcha/challenge/challenge.js';
import { messageFor } from '../dist/user/captcha/delivery/messages/message-for.js';
import { emailRecipient } from '../dist/user/captcha/delivery/providers/email-recipient.js';

const LANGUAGES = ['en', 'zh-CN', 'ar'];
const FOLDER = join(import.meta.dirname, '../docs/images');
const CODE = '042137';

const { tenants } = new TenantFile(
  'mails',
  tenantRules({ production: false, mailDsn: '', smsDsn: '' }, captchaTenantChecks),
).parse('tenants: [{ code: default, brand: { name: Acme Cloud } }]');

function mailIn(language) {
  const [tenant] = tenants;
  const recipient = emailRecipient('jane@example.com');
  const challenge = { id: 'mails', type: 'email', use: 'login', code: CODE, language, recipient };
  return messageFor(new Challenge({ ...challenge, tenant, policy: tenant.policy.email }), 'mail');
}

await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const language of LANGUAGES) {
  const { html } = mailIn(language);
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 390, height: 320 },
      deviceScaleFactor: 1,
      offline: true,
    });
    const page = await context.newPage();
    await page.setContent(html);
    await page.screenshot({ path: join(FOLDER, `mails-${language}-${colorScheme}.png`), fullPage: true });
    await context.close();
  }
}
await browser.close();
