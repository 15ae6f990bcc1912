import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { BEHIND_PROXY, CODE, type Fields, from, ipNumber, type IssueData } from '../support/requests.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import { VendorServer } from '../support/vendor-server.js';
import { onBothStores } from '../support/vitest/on-both-stores.js';

interface StepUp extends IssueData {
  readonly vendor?: object;
  readonly challenge?: Challenge;
}

onBothStores('A step-up while the vendor of the tenant is away', (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  let vendor: VendorServer;

  beforeAll(async () => {
    vendor = await VendorServer.start();
    const content = unlimitedTenants({ limits: { stepUp: { perAccountHour: 0 } } });
    const [first, ...rest] = content.tenants;
    const stepUp = { presentation: 'pow', dsn: vendor.dsn };
    const withVendor = { ...first, stepUp, pow: { cost: 100, tries: 10 } };
    tenants = await writeTenantsFile({ ...content, tenants: [withVendor, ...rest] });
    const { env } = await open();
    app = await TestApp.start({ env: { ...env, ...tenants.env, ...BEHIND_PROXY } });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
    await vendor.stop();
  });

  let people = 0;
  /** A person with an account and a network of their own. */
  function newPerson() {
    const person = ++people;
    const headers = from(ipNumber(256 * person));
    const mail = { use: 'login', type: 'email', account: `person${person}@example.com` };
    const post = async (path: string, fields: Fields) => (await app.post<StepUp>(path, fields, headers)).body;
    return { ask: (fields: Fields = {}) => post(CAPTCHA, { ...mail, ...fields }), post };
  }
  /** The answer to a proof of work, as ALTCHA's widget encodes it. */
  async function solve(challenge: Challenge | undefined): Promise<string> {
    const solution = await solveChallenge({ challenge: challenge!, deriveKey });
    return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
  }
  const POW = { use: 'login', type: 'image', presentation: 'pow' };

  it('has the presentation of the tenant, whose answer counts also when the vendor is back', async () => {
    const { ask } = newPerson();
    vendor.outage = 'failing';
    const { code, data } = await ask({ code: vendor.token() });
    expect([code, data.reason, data.url, data.vendor]).toEqual([CODE.needImage, 'required', '', undefined]);
    vendor.outage = undefined;
    expect((await newPerson().ask({ code: vendor.token() })).code).toBe(CODE.ok);
    const answer = await solve(data.challenge);
    expect((await ask({ code: answer })).code).toBe(CODE.ok);
    expect(await newPerson().ask({ code: answer })).toMatchObject({ data: { reason: 'wrong' } });
  });

  it('has the presentation of the request', async () => {
    vendor.outage = 'failing';
    const { data } = await newPerson().ask({ code: vendor.token(), presentation: 'audio' });
    expect(data.url).toMatch(/^data:audio\/wav;/);
    vendor.outage = undefined;
  });

  it('is not a proof of work that anyone may request', async () => {
    for (const outage of ['failing', undefined] as const) {
      const { ask, post } = newPerson();
      vendor.outage = outage;
      await newPerson().ask({ code: vendor.token() });
      const { challenge } = (await post(CAPTCHA, POW)).data;
      expect(await ask({ code: await solve(challenge) })).toMatchObject({
        code: CODE.needImage,
        data: { reason: 'wrong' },
      });
    }
  });

  it('is valid as a step-up only', async () => {
    const { ask, post } = newPerson();
    vendor.outage = 'failing';
    const { data } = await ask({ code: vendor.token() });
    vendor.outage = undefined;
    const answer = { use: 'login', type: 'image', code: await solve(data.challenge) };
    expect((await post(`${CAPTCHA}/verify`, answer)).code).toBe(CODE.wrong);
  });
});
