import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Outbox } from '@system-management/messaging';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { writeTenantsFile } from '../support/tenants-file.js';
import { CAPTCHA, TestApp } from '../support/app.js';

const VERIFY = `${CAPTCHA}/verify`;
const REQUEST = { use: 'login', type: 'email', account: 'qa@qa.example' };
const CODE = '424242';
const TESTS = [
  { match: '*@qa.example', code: CODE, until: '2027-01-01' },
  { match: '+8613800000000', code: CODE, until: '2027-01-01' },
];

/** A day from now, as `until` has it. */
const dayIn = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

interface Issued {
  readonly codeID: string;
  readonly expire: number;
  readonly resendAfter: number;
  readonly sentTo: string;
}

/** Starts the application with test recipients in the default tenant, with the limits of the contract. */
async function start(tenant: object = {}, env: Environment = {}): Promise<TestApp> {
  const tenants = await writeTenantsFile({
    tenants: [{ code: 'default', testRecipients: TESTS, ...tenant }],
  });
  const app = await TestApp.start({ env: { ...tenants.env, ...env } });
  onTestFinished(async () => {
    await app.close();
    await tenants.remove();
  });
  return app;
}

/** A TCP server that counts connections and closes them. */
async function startConnectionCounter() {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

const issue = async (app: TestApp, request: object = REQUEST) =>
  (await app.post<Issued>(CAPTCHA, request)).body;

describe('POST …/captcha for a test recipient', () => {
  afterEach(() => void vi.useRealTimers());

  it.each([REQUEST, { use: 'register', type: 'phone', account: '138 0000 0000' }])(
    'issues the fixed code, which is verified and consumed like any other ($type)',
    async (request) => {
      const app = await start();
      const { data } = await issue(app, request);
      const answer = { ...request, codeID: data.codeID, code: CODE };
      expect((await app.post(VERIFY, answer)).body.code).toBe(0);
      expect((await app.post(VERIFY, answer)).body.code).toBe(1000005);
    },
  );

  it('answers as for other recipients, without the code', async () => {
    const app = await start();
    const body = await issue(app);
    expect(body.data).toEqual({
      codeID: expect.stringMatching(/^[\w-]{20}$/) as string,
      url: '',
      expire: 180,
      resendAfter: 60,
      codeLength: 6,
      codeAlphabet: 'digits',
      sentTo: 'q***@q***.example',
    });
    expect(JSON.stringify(body)).not.toContain(CODE);
  });

  it('sends no message', async () => {
    const server = await startConnectionCounter();
    const app = await start({}, { MAIL_DSN: `smtp://127.0.0.1:${server.port}?from=a@b.example` });
    expect((await issue(app)).code).toBe(0);
    expect(server.connections()).toBe(0);
    expect((await issue(app, { ...REQUEST, account: 'jane@example.com' })).code).not.toBe(0);
    expect(server.connections()).toBeGreaterThan(0);
  });

  it('answers like others where the tenant has no transport', async () => {
    const app = await start({}, { SMS_DSN: '' });
    for (const account of ['+8613800000000', '+8613800138000']) {
      expect((await issue(app, { use: 'login', type: 'phone', account })).code).toBe(100021);
    }
  });

  it('lists the code in the outbox, unless OUTBOX=off', async () => {
    const [shown, hidden] = [await start(), await start({}, { OUTBOX: 'off' })];
    expect((await shown.delivered((await issue(shown)).data.codeID)).code).toBe(CODE);
    await issue(hidden);
    expect(await hidden.nest.get(Outbox).messages()).toEqual([]);
  });

  it('does not count in limits per day', async () => {
    const perHour = {
      recipient: { gap: 0, perHour: 1000 },
      stepUp: { perAccountHour: 1000, perAddressHour: 1000 },
    };
    const address = { messagesPerHour: 1000 };
    const app = await start({ policy: { limits: { ...perHour, address } } });
    for (let i = 0; i < 45; i++) expect((await issue(app)).code).toBe(0);
  });

  it('applies the attempts and the budget of other recipients', async () => {
    const limits = { recipient: { gap: 0 }, stepUp: { perAccountHour: 1000 } };
    const app = await start({ policy: { limits } });
    const ids = [(await issue(app)).data.codeID, (await issue(app)).data.codeID];
    for (const codeID of ids) {
      for (let i = 0; i < 5; i++) {
        expect((await app.post(VERIFY, { ...REQUEST, codeID, code: '000000' })).body.code).toBe(1000005);
      }
      expect((await app.post(VERIFY, { ...REQUEST, codeID, code: CODE })).body.code).toBe(1000005);
    }
    // Ten wrong answers use up the budget: the next code needs an image, as everyone's does.
    expect((await issue(app)).code).toBe(1000034);
  });

  it('shares one budget among all addresses of a wildcard entry, because they share the code', async () => {
    const app = await start();
    for (let i = 0; i < 10; i++) {
      const request = { ...REQUEST, account: `tester${i}@qa.example` };
      const { codeID } = (await issue(app, request)).data;
      expect((await app.post(VERIFY, { ...request, codeID, code: '000000' })).body.code).toBe(1000005);
    }
    const { codeID } = (await issue(app)).data;
    expect((await app.post(VERIFY, { ...REQUEST, codeID, code: CODE })).body.code).toBe(1000005);
  });

  it('issues a random code after the last day of the entry', async () => {
    const app = await start();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2027, 0, 2) });
    const { data } = await issue(app);
    expect(data.resendAfter).toBe(60);
    expect((await app.delivered(data.codeID)).code).not.toBe(CODE);
  });

  it('does not match similar addresses, and refuses malformed ones', async () => {
    const app = await start();
    for (const account of ['qa@qa.example.com', 'qa@sub.qa.example', 'qa@qa-example.com']) {
      const { data } = await issue(app, { ...REQUEST, account });
      expect((await app.delivered(data.codeID)).code).not.toBe(CODE);
    }
    for (const account of ['a@b.example,qa@qa.example', 'QA <qa@qa.example>', 'qa@qa.example\r\nX: y']) {
      expect((await issue(app, { ...REQUEST, account })).code).toBe(100006);
    }
  });

  it('does not accept the fixed code in another tenant', async () => {
    const tenants = await writeTenantsFile({
      tenants: [{ code: 'default' }, { code: 'other', testRecipients: TESTS }],
    });
    const app = await TestApp.start({ env: tenants.env });
    onTestFinished(async () => {
      await app.close();
      await tenants.remove();
    });
    const { body } = await app.post<Issued>(CAPTCHA, REQUEST, { 'iThings-tenant-code': 'other' });
    const stolen = { ...REQUEST, codeID: body.data.codeID, code: CODE };
    expect((await app.post(VERIFY, stolen)).body.code).toBe(1000005);
  });

  it.each([
    ['without `until`', {}, 'until: must be set in production'],
    ['that ends in two years', { until: dayIn(731) }, 'until: must be at most a year ahead in production'],
    [
      'at a public mail domain',
      { match: '*@gmail.com', until: dayIn(30) },
      'match: anyone can have an address at gmail.com',
    ],
  ])('SEC-12: refuses to start in production with an entry %s', async (_what, test, problem) => {
    const tenants = await writeTenantsFile({
      tenants: [{ code: 'default', testRecipients: [{ match: '*@qa.example', code: CODE, ...test }] }],
    });
    onTestFinished(() => tenants.remove());
    const production = {
      NODE_ENV: 'production',
      SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      USER_TOKEN_SECRET: randomBytes(32).toString('hex'),
      TICKET_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      MAIL_DSN: '',
      SMS_DSN: '',
    };
    await expect(TestApp.start({ env: { ...tenants.env, ...production } })).rejects.toThrow(
      `tenants[0].testRecipients[0].${problem}`,
    );
  });
});
