import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { BEHIND_PROXY, CODE, from, ipNumber } from '../support/requests.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import { VendorServer } from '../support/vendor-server.js';
import { onBothStores } from '../support/vitest/on-both-stores.js';
import { times } from '../support/vitest/times.js';

/** One every 20 s: longer than these tests take. */
const IMAGES_PER_MINUTE = 3;
const TOKENS = 30;

onBothStores('The limits of a step-up by a vendor', (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  let vendor: VendorServer;

  beforeAll(async () => {
    vendor = await VendorServer.start();
    const limits = { stepUp: { perAccountHour: 0 }, address: { imagesPerMinute: IMAGES_PER_MINUTE } };
    const { tenants: all, ...content } = unlimitedTenants({ limits });
    tenants = await writeTenantsFile({
      ...content,
      tenants: all.map((tenant) => ({ ...tenant, stepUp: { dsn: vendor.dsn } })),
    });
    const { env } = await open();
    app = await TestApp.start({ env: { ...env, ...tenants.env, ...BEHIND_PROXY } });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
    await vendor.stop();
  });

  let accounts = 0;
  const ask = async (network: number, code: string) => {
    const body = { use: 'login', type: 'email', account: `person${++accounts}@example.com`, code };
    return (await app.post(CAPTCHA, body, from(ipNumber(256 * network)))).body.code;
  };

  it('let an address ask the vendor about no more tokens than it may request images', async () => {
    const tokens = times(TOKENS, () => vendor.token({ action: 'register' }));
    const answers = await Promise.all(tokens.map((token) => ask(1, token)));
    // The widget of a refusal counts, too.
    expect(vendor.asked.length).toBeGreaterThan(0);
    expect(vendor.asked.length).toBeLessThanOrEqual(IMAGES_PER_MINUTE);
    expect(answers).not.toContain(CODE.ok);
    const refused = answers.filter((code) => code === CODE.frequent);
    expect(refused.length).toBeGreaterThanOrEqual(TOKENS - IMAGES_PER_MINUTE);
  });

  it('do not use up a token that they refuse', async () => {
    const token = vendor.token();
    expect(await ask(1, token)).toBe(CODE.frequent);
    expect(await ask(2, token)).toBe(CODE.ok);
  });

  it('count each widget that is shown as an image', async () => {
    const answers: number[] = [];
    for (let i = 0; i <= IMAGES_PER_MINUTE; i++) answers.push(await ask(3, ''));
    expect(answers).toEqual([...times(IMAGES_PER_MINUTE, () => CODE.needImage), CODE.frequent]);
  });
});
