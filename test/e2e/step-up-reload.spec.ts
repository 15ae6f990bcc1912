import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TenantRegistry } from '../../src/tenants/tenant.registry.js';
import { CAPTCHA, TestApp } from '../support/app.js';
import { CODE, type Fields, type IssueData } from '../support/requests.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import { VendorServer } from '../support/vendor-server.js';

interface StepUp extends IssueData {
  readonly vendor?: { readonly siteKey: string };
}

const contentWith = (dsn: string) => {
  const { tenants, ...content } = unlimitedTenants({ limits: { stepUp: { perAccountHour: 0 } } });
  return { ...content, tenants: tenants.map((tenant) => ({ ...tenant, stepUp: { dsn } })) };
};

describe('TenantRegistry: an edit of stepUp.dsn while people solve what they were shown', () => {
  let app: TestApp;
  let tenants: TenantsFile;
  let first: VendorServer;
  let second: VendorServer;
  beforeAll(async () => {
    [first, second] = await Promise.all([VendorServer.start(), VendorServer.start()]);
    tenants = await writeTenantsFile(contentWith(''));
    app = await TestApp.start({ env: tenants.env });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
    await Promise.all([first.stop(), second.stop()]);
  });

  const edit = async (vendor?: VendorServer) => {
    await writeFile(tenants.env.TENANTS_FILE, JSON.stringify(contentWith(vendor?.dsn ?? '')));
    await app.nest.get(TenantRegistry).reload();
  };
  let people = 0;
  /** Requests of one person. */
  const newPerson = () => {
    const account = `person${++people}@example.com`;
    return async (fields: Fields = {}) =>
      (await app.post<StepUp>(CAPTCHA, { use: 'login', type: 'email', account, ...fields })).body;
  };
  const solve = async ({ codeID }: IssueData) => ({ codeID, code: (await app.delivered(codeID)).text });

  it('asks for the widget of the new vendor, which refuses a token of the old one', async () => {
    await edit(first);
    const ask = newPerson();
    const { codeID, vendor } = (await ask()).data;
    expect(vendor).toBeDefined();
    await edit(second);
    expect(await ask({ codeID, code: first.token() })).toMatchObject({
      code: CODE.needImage,
      data: { reason: 'wrong', vendor: { name: 'turnstile' } },
    });
    expect(first.asked).toEqual([]);
    expect((await ask({ code: second.token() })).code).toBe(CODE.ok);
  });

  it('shows a picture instead of a removed vendor', async () => {
    await edit(first);
    const ask = newPerson();
    const { codeID } = (await ask()).data;
    await edit();
    const { code, data } = await ask({ codeID, code: first.token() });
    expect([code, data.reason, data.vendor]).toEqual([CODE.needImage, 'wrong', undefined]);
    expect((await ask(await solve(data))).code).toBe(CODE.ok);
  });

  it('shows the widget of an added vendor for a picture that anyone could request', async () => {
    await edit();
    const ask = newPerson();
    const picture = await solve((await ask()).data);
    await edit(second);
    expect(await ask(picture)).toMatchObject({
      code: CODE.needImage,
      data: { reason: 'wrong', url: '', vendor: { name: 'turnstile' } },
    });
    expect((await ask({ code: second.token() })).code).toBe(CODE.ok);
  });
});
