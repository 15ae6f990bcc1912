import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type HttpSink, startHttpSink } from '@system-management/messaging/testing';
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
/** The published test keys of vendors, with the token of their test widget, which is the same for all people. */
const TEST_KEYS = {
  turnstile: {
    secret: '1x0000000000000000000000000000000AA',
    siteKey: '1x00000000000000000000AA',
    token: 'XXXX.DUMMY.TOKEN.XXXX',
  },
  hcaptcha: {
    secret: '0x0000000000000000000000000000000000000000',
    siteKey: '10000000-ffff-ffff-ffff-000000000001',
    token: '10000000-aaaa-bbbb-cccc-000000000001',
  },
};
type TestVendor = keyof typeof TEST_KEYS;

onBothStores('A step-up by a vendor', (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  let vendor: VendorServer;
  /** Answers the test token like a vendor: with a made-up host name, and without an action. */
  let testVendor: HttpSink;
  /** Answers like GeeTest, and accepts everything. */
  let geetest: HttpSink;
  const away = new Map<string, VendorServer>();
  const log = new PassThrough();
  const lines = text(log);
  let shown = '';

  beforeAll(async () => {
    vendor = await VendorServer.start();
    for (const outage of [...OUTAGES, 'recovering', 'stopped']) away.set(outage, await VendorServer.start());
    testVendor = await startHttpSink((response, { body }) => {
      const form = new URLSearchParams(body);
      const success = Object.values(TEST_KEYS).some(
        ({ secret, token }) => form.get('secret') === secret && form.get('response') === token,
      );
      const accepted = { challenge_ts: new Date().toISOString(), hostname: 'dummy.example' };
      response.end(JSON.stringify({ success, 'error-codes': [], ...(success && accepted) }));
    });
    const dsns = new Map([...away].map(([name, { dsn }]) => [name, dsn]));
    for (const [name, { secret, siteKey }] of Object.entries(TEST_KEYS))
      dsns.set(
        `${name}-test`,
        `${name}://${secret}?sitekey=${siteKey}&hostname=www.example.com&endpoint=http://127.0.0.1:${testVendor.port}`,
      );
    geetest = await startHttpSink((response) =>
      response.end('{"status":"success","result":"success","captcha_args":{}}'),
    );
    dsns.set('geetest', `geetest://ID:KEY?endpoint=http://127.0.0.1:${geetest.port}`);
    dsns.set('none', '');
    const others = [...dsns].map(([name, dsn]) => ({ code: name.replace(' ', '-'), stepUp: { dsn } }));
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
    for (const server of [vendor, testVendor, geetest, ...away.values()]) await server.stop();
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

  it('accepts a token once, however it is spelt', async () => {
    const values = {
      lot_number: randomBytes(16).toString('hex'),
      captcha_output: 'output',
      pass_token: 'token',
      gen_time: String(Math.floor(Date.now() / 1000)),
    };
    const spell = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
    expect((await newPerson('geetest').ask({ code: spell(values) })).code).toBe(CODE.ok);
    expect(await newPerson('geetest').ask({ code: spell({ ...values, more: '' }) })).toMatchObject({
      code: CODE.needImage,
      data: { reason: 'wrong' },
    });
    expect(geetest.received).toHaveLength(2);
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

  it('counts tokens as wrong answers at a tenant without a vendor', async () => {
    const { ask } = newPerson('none');
    for (let i = 0; i < WRONG_PER_HOUR; i++)
      expect((await ask({ code: vendor.token() })).data.reason).toBe('wrong');
    expect((await ask({ code: vendor.token() })).code).toBe(CODE.frequent);
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
    for (const answer of await Promise.all(codes.slice(1).map((code) => ask({ code }))))
      expect(answer).toMatchObject({ code: CODE.needImage, data: { reason: 'required' } });
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

  it.each(['turnstile', 'hcaptcha'] as const)(
    'accepts the token of the test widget of %s again and again, as it is, and no other',
    async (name: TestVendor) => {
      const { token, siteKey } = TEST_KEYS[name];
      const tenant = `${name}-test`;
      const { codeID, vendor: widget } = (await newPerson(tenant).ask()).data;
      expect(widget).toEqual({ name, siteKey, action: 'login' });
      expect((await newPerson(tenant).ask({ codeID, code: token })).code).toBe(CODE.ok);
      expect((await newPerson(tenant).ask({ code: token })).code).toBe(CODE.ok);
      expect(new URLSearchParams(testVendor.received.at(-1)?.body).get('response')).toBe(token);
      const wrong = await newPerson(tenant).ask({ code: token.replace(/.$/, 'Z') });
      expect(wrong).toMatchObject({ code: CODE.needImage, data: { reason: 'wrong' } });
    },
  );

  it.each([
    ['a code', 'ACDEFH', CODE.needImage],
    ['a code with spaces', ' a    c    d  -  e    f    h ', CODE.needImage],
    ['more than a code', 'ACDEFH ACDEFH', CODE.parameter],
  ])('takes what a person typed for the answer to a picture: %s', async (_, code, expected) => {
    const { ask } = newPerson();
    const asked = vendor.asked.length;
    const { codeID } = (await ask()).data;
    expect(await ask({ code })).toMatchObject({ code: CODE.parameter });
    expect((await ask({ code, codeID })).code).toBe(expected);
    expect(vendor.asked.length).toBe(asked);
  });

  it('counts a wrong picture as one while the vendor is away', async () => {
    const server = away.get('failing')!;
    server.outage = 'failing';
    const { ask } = newPerson('failing');
    for (let i = 0; i < WRONG_PER_HOUR; i++) {
      const { codeID } = (await ask({ code: server.token() })).data;
      expect(await ask({ codeID, code: 'ACDEFH' })).toMatchObject({
        code: CODE.needImage,
        data: { reason: 'wrong', url: expect.stringMatching(/^data:image/) as string },
      });
    }
    const { codeID } = (await ask()).data;
    expect((await ask({ codeID, code: 'ACDEFH' })).code).toBe(CODE.frequent);
  });

  it('shows a picture to people who solved a widget while an edit removed the vendor', async () => {
    expect(await newPerson('none').ask({ codeID: 'A'.repeat(20), code: vendor.token() })).toMatchObject({
      code: CODE.needImage,
      data: { reason: 'wrong', url: expect.stringMatching(/^data:image/) as string },
    });
  });

  it('shows neither its secret nor a token in answers, logs, the audit and metrics', async () => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/captcha_vendor_total\{vendor="turnstile:[^"]*",result="solved"\} [1-9]/);
    expect(metrics).toMatch(/captcha_vendor_seconds_count\{vendor="turnstile:/);
    expect(metrics).toMatch(/captcha_refused_total\{tenant="default",reason="used"\} [1-9]/);
    log.end();
    const outputs = { shown, metrics, log: await lines };
    expect(outputs.log).toContain('gave no verdict');
    const refusals = outputs.log.split('\n').filter((line) => line.includes('refuses the secret'));
    expect(refusals).toEqual([expect.stringContaining('"tenant":"secret-refused"')]);
    expect(outputs.log).toContain('test keys of a captcha vendor');
    for (const [name, output] of Object.entries(outputs))
      for (const server of [vendor, ...away.values()])
        for (const secret of server.secrets)
          expect(output.includes(secret), `a secret in ${name}`).toBe(false);
  });
});
