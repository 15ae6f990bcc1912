import { afterAll, beforeAll, expect, it } from 'vitest';
import { BEHIND_PROXY, CODE, issue } from '../../support/requests.js';
import { VendorServer } from '../../support/vendor-server.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { AttackApp } from '../support/attack-app.js';
import { newNetworks } from '../support/networks.js';
import { MINUTE_MS } from '../support/time.js';

onBothStores('the token of a captcha vendor that accepts it again and again', (open) => {
  let attack: AttackApp;
  let vendor: VendorServer;
  beforeAll(async () => {
    vendor = await VendorServer.start();
    const policy = { limits: { stepUp: { perAccountHour: 0 } } };
    const tenantsFile = ['default', 'other'].map((code) => ({ code, policy, stepUp: { dsn: vendor.dsn } }));
    const { env } = await open();
    attack = await AttackApp.start({ env: { ...env, ...BEHIND_PROXY }, tenantsFile });
  });
  afterAll(async () => {
    await attack.close();
    await vendor.stop();
  });

  const elsewhere = newNetworks();
  let people = 0;
  /** Asks for a message to another account, from another network. */
  const ask = async (code: string, tenant = 'default') => {
    const mail = { use: 'login', type: 'email', account: `person${people++}@example.com`, code };
    return (await issue(attack, mail, { ...elsewhere(), 'iThings-tenant-code': tenant })).body;
  };
  const WRONG = { code: CODE.needImage, data: { reason: 'wrong' } };

  it('SEC-01: is accepted once in the hour in which a vendor may accept it', async () => {
    const token = vendor.token();
    expect((await ask(token)).code).toBe(CODE.ok);
    expect(await ask(token)).toMatchObject(WRONG);
    await attack.advance(59 * MINUTE_MS);
    expect(await ask(token)).toMatchObject(WRONG);
    expect((await ask(vendor.token())).code).toBe(CODE.ok);
  });

  it('SEC-01: is accepted once where two tenants have the same site key', async () => {
    const token = vendor.token();
    expect((await ask(token, 'other')).code).toBe(CODE.ok);
    expect(await ask(token)).toMatchObject(WRONG);
  });
});
