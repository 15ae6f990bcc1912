import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LOGGER } from '../../src/operations/logging/logger.js';
import { CAPTCHA, TestApp } from '../support/app.js';
import { BEHIND_PROXY, CODE, type Fields, from, ipNumber, type IssueData } from '../support/requests.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import { type Outage, VendorServer } from '../support/vendor-server.js';
import { onBothStores } from '../support/vitest/on-both-stores.js';
import { times } from '../support/vitest/times.js';

interface StepUp extends IssueData {
  readonly vendor?: { readonly name: string; readonly siteKey: string; readonly action: string };
}

const WRONG_PER_HOUR = 3;
const OUTAGES: readonly Outage[] = ['silent', 'failing', 'secret refused'];

onBothStores('A step-up by a vendor', (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  let vendor: VendorServer;
  const away = new Map<string, VendorServer>();
  const log = new PassThrough();
  const lines = text(log);
  let shown = '';

  beforeAll(async () => {
    vendor = await VendorServer.start();
    for (const outage of [...OUTAGES, 'recovering', 'stopped']) away.set(outage, await VendorServer.start());
    const others = [...away].map(([name, { dsn }]) => ({ code: name.replace(' ', '-'), stepUp: { dsn } }));
    const limits = { stepUp: { perAccountHour: 0 }, address: { wrongPerHour: WRONG_PER_HOUR } };
    const content = unlimitedTenants({ limits, tenants: others });
    const [first, ...rest] = content.tenants;
    const withVendor = { ...content, tenants: [{ ...first, stepUp: { dsn: vendor.dsn } }, ...rest] };
    tenants = await writeTenantsFile(withVendor);
    const { env } = await open();
    app = await TestApp.start({
      env: { ...env, ...tenants.env, ...BEHIND_PROXY },
      override: (builder) => builder.overrideProvider(LOGGER).useValue(pino({ level: 'trace' }, log)),
    });
    await away.get('stopped')?.stop();
    away.delete('stopped');
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
    for (const server of [vendor, ...away.values()]) await server.stop();
  });

  let people = 0;
  /** A person with an account and a network of their own. @param tenant @default 'default' */
  function newPerson(tenant = 'default') {
    const person = ++people;
    const ip = ipNumber(256 * person);
    const headers = { ...from(ip), 'iThings-tenant-code': tenant.replace(' ', '-') };
    const account = { use: 'login', type: 'email', account: `person${person}@example.com` };
    const ask = async (fields: Fields = {}) => {
      const { body } = await app.post<StepUp>(CAPTCHA, { ...account, ...fields }, headers);
      shown += JSON.stringify(body);
      return body;
    };
    const post = async (path: string, fields: Fields) =>
      (await app.post<StepUp>(path, { use: 'login', type: 'image', ...fields }, headers)).body;
    return { ip, ask, post };
  }
  /** The picture of the answer, solved. */
  async function solvedPicture({ data }: { readonly data: StepUp }): Promise<Fields> {
    expect(data.url).toMatch(/^data:image\/png/);
    return { codeID: data.codeID, code: (await app.delivered(data.codeID)).text };
  }

  it('names the widget in place of a picture', async () => {
    expect(await newPerson().ask()).toMatchObject({
      code: CODE.needImage,
      data: {
        codeID: expect.stringMatching(/^[\w-]{20}$/) as string,
        url: '',
        expire: 180,
        codeLength: 0,
        codeAlphabet: 'letters',
        reason: 'required',
        vendor: { name: 'turnstile', siteKey: vendor.siteKey, action: 'login' },
      },
    });
  });

  it('sends the message for a solved widget, with and without codeID', async () => {
    const { ip, ask } = newPerson();
    const { codeID } = (await ask()).data;
    const code = vendor.token();
    expect((await ask({ codeID, code })).code).toBe(CODE.ok);
    expect(vendor.asked.at(-1)).toEqual({ secret: vendor.secrets[0], response: code, remoteip: ip });
    expect((await newPerson().ask({ code: vendor.token() })).code).toBe(CODE.ok);
  });

  it('accepts a token once, whatever the vendor says of it afterwards', async () => {
    const code = vendor.token();
    const answers = await Promise.all(times(10, () => newPerson().ask({ code })));
    expect(answers.filter((answer) => answer.code === CODE.ok)).toHaveLength(1);
    expect(await newPerson().ask({ code })).toMatchObject({
      code: CODE.needImage,
      data: { reason: 'wrong', vendor: { name: 'turnstile' } },
    });
  });

  it.each([
    ['the vendor does not know', () => `0.${randomBytes(150).toString('base64url')}`],
    ['was used', () => vendor.token({ success: false, 'error-codes': ['timeout-or-duplicate'] })],
    ['is for another purpose', () => vendor.token({ action: 'register' })],
    ['was solved on another site', () => vendor.token({ hostname: 'evil.example' })],
    ['was solved an hour ago', () => vendor.token({ challenge_ts: '2020-01-01T00:00:00Z' })],
  ])('refuses a token that %s, and asks for another', async (_, token) => {
    expect(await newPerson().ask({ code: token() })).toMatchObject({
      code: CODE.needImage,
      data: { reason: 'wrong', url: '', vendor: { name: 'turnstile' } },
    });
  });

  it('counts wrong tokens as wrong answers of the address', async () => {
    const { ask } = newPerson();
    for (let i = 0; i < WRONG_PER_HOUR; i++)
      expect((await ask({ code: vendor.token({ action: 'register' }) })).code).toBe(CODE.needImage);
    expect((await ask({ code: vendor.token({ action: 'register' }) })).code).toBe(CODE.frequent);
    expect((await ask({ code: vendor.token() })).code).toBe(CODE.ok);
  });

  it('refuses a picture that anyone may request', async () => {
    const { ask, post } = newPerson();
    const picture = await solvedPicture(await post(CAPTCHA, {}));
    expect(await ask(picture)).toMatchObject({ code: CODE.needImage, data: { reason: 'wrong' } });
  });

  it.each([...OUTAGES, 'stopped'])('asks for a picture while the vendor is %s, and sends', async (outage) => {
    const server = away.get(outage);
    if (server) server.outage = outage as Outage;
    const { ask } = newPerson(outage);
    const codes = times(WRONG_PER_HOUR + 1, () => vendor.token());
    for (const code of codes.slice(1))
      expect(await ask({ code })).toMatchObject({ code: CODE.needImage, data: { reason: 'required' } });
    const picture = await ask({ code: codes[0]! });
    expect(picture.data.vendor).toBeUndefined();
    const asked = server?.asked.length;
    expect((await newPerson(outage).ask()).data.url).toMatch(/^data:image/);
    expect((await ask(await solvedPicture(picture))).code).toBe(CODE.ok);
    expect(server?.asked.length).toBe(asked);
  });

  it('accepts that picture also when the vendor is back, for a step-up only', async () => {
    const server = away.get('recovering')!;
    server.outage = 'failing';
    const { ask } = newPerson('recovering');
    const picture = await solvedPicture(await ask({ code: server.token() }));
    const other = newPerson('recovering');
    const elsewhere = await solvedPicture(await other.ask());
    server.outage = undefined;
    expect((await newPerson('recovering').ask({ code: server.token() })).code).toBe(CODE.ok);
    expect((await newPerson('recovering').ask()).data.vendor).toBeDefined();
    expect((await ask(picture)).code).toBe(CODE.ok);
    expect((await other.post(`${CAPTCHA}/verify`, elsewhere)).code).toBe(CODE.wrong);
  });

  it('shows neither its secret nor a token in answers, logs, the audit and metrics', async () => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/captcha_vendor_total\{vendor="turnstile:[^"]*",result="solved"\} [1-9]/);
    expect(metrics).toMatch(/captcha_vendor_seconds_count\{vendor="turnstile:/);
    expect(metrics).toMatch(/captcha_refused_total\{tenant="default",reason="used"\} [1-9]/);
    log.end();
    const outputs = { shown, metrics, log: await lines };
    expect(outputs.log).toContain('gave no verdict');
    for (const [name, output] of Object.entries(outputs))
      for (const server of [vendor, ...away.values()])
        for (const secret of server.secrets)
          expect(output.includes(secret), `a secret in ${name}`).toBe(false);
  });
});
