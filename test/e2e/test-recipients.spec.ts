import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Outbox } from '@system-management/messaging';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { ownTenants } from '../attack/support/tenants-file.js';
import { CAPTCHA, TestApp } from '../support/app.js';

const VERIFY = `${CAPTCHA}/verify`;
const WISH = { use: 'login', type: 'email', account: 'qa@qa.example' };
const CODE = '424242';
const TESTS = [
  { match: '*@qa.example', code: CODE, until: '2027-01-01' },
  { match: '+8613800000000', code: CODE, until: '2027-01-01' },
];

interface Issued {
  readonly codeID: string;
  readonly expire: number;
  readonly resendAfter: number;
  readonly sentTo: string;
}

/** The application with testers in its default tenant, whose limits are the contract's. */
async function start(tenant: object = {}, env: Environment = {}): Promise<TestApp> {
  const tenants = await ownTenants({ tenants: [{ code: 'default', testRecipients: TESTS, ...tenant }] });
  const app = await TestApp.start({ env: { ...tenants.env, ...env } });
  onTestFinished(async () => {
    await app.close();
    await tenants.remove();
  });
  return app;
}

/** A mail server that counts who comes, and says nothing. */
async function startSilence() {
  let visits = 0;
  const server = createServer((socket) => {
    visits++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, visits: () => visits };
}

const issue = async (app: TestApp, wish: object = WISH) => (await app.post<Issued>(CAPTCHA, wish)).body;

describe('A test recipient', () => {
  afterEach(() => void vi.useRealTimers());

  it.each([WISH, { use: 'register', type: 'phone', account: '138 0000 0000' }])(
    'gets its fixed code, which is verified and consumed like any other ($type)',
    async (wish) => {
      const app = await start();
      const { data } = await issue(app, wish);
      const answer = { ...wish, codeID: data.codeID, code: CODE };
      expect((await app.post(VERIFY, answer)).body.code).toBe(0);
      expect((await app.post(VERIFY, answer)).body.code).toBe(1000005);
    },
  );

  it('is answered like anybody, without the code', async () => {
    const app = await start();
    const body = await issue(app);
    expect(body.data).toEqual({
      codeID: expect.stringMatching(/^[\w-]{20}$/) as string,
      url: '',
      expire: 180,
      resendAfter: 60,
      sentTo: 'q***@q***.example',
    });
    expect(JSON.stringify(body)).not.toContain(CODE);
  });

  it('is sent nothing, whatever transports there are or are not', async () => {
    const silence = await startSilence();
    const app = await start(
      {},
      { MAIL_DSN: `smtp://127.0.0.1:${silence.port}?from=a@b.example`, SMS_DSN: '' },
    );
    expect((await issue(app)).code).toBe(0);
    expect((await issue(app, { use: 'login', type: 'phone', account: '+8613800000000' })).code).toBe(0);
    expect(silence.visits()).toBe(0);
    expect((await issue(app, { ...WISH, account: 'jane@example.com' })).code).not.toBe(0);
    expect(silence.visits()).toBeGreaterThan(0);
  });

  it('is shown in the outbox while there is one, and nowhere else', async () => {
    const [shown, hidden] = [await start(), await start({}, { OUTBOX: 'off' })];
    expect((await shown.delivered((await issue(shown)).data.codeID)).code).toBe(CODE);
    await issue(hidden);
    expect(await hidden.nest.get(Outbox).messages()).toEqual([]);
  });

  it('may ask as often as for images: no pause, no step-up, no count of messages', async () => {
    const app = await start();
    for (let i = 0; i < 40; i++) expect((await issue(app)).code).toBe(0);
    // The tenant and the address have sent nothing: everybody else goes on.
    expect((await issue(app, { ...WISH, account: 'jane@example.com' })).code).toBe(0);
  });

  it('may not flood the store: each code counts among the images of its address', async () => {
    const app = await start({ policy: { limits: { ip: { imagesPerMinute: 3 } } } });
    for (let i = 0; i < 3; i++) expect((await issue(app)).code).toBe(0);
    expect((await issue(app)).code).toBe(1000028);
  });

  it('has the attempts and the budget of anybody', async () => {
    const app = await start();
    for (const codeID of [(await issue(app)).data.codeID, (await issue(app)).data.codeID]) {
      for (let i = 0; i < 5; i++) {
        expect((await app.post(VERIFY, { ...WISH, codeID, code: '000000' })).body.code).toBe(1000005);
      }
      expect((await app.post(VERIFY, { ...WISH, codeID, code: CODE })).body.code).toBe(1000005);
    }
    // Ten wrong answers are spent: its known code is not judged until the window passes.
    const { codeID } = (await issue(app)).data;
    expect((await app.post(VERIFY, { ...WISH, codeID, code: CODE })).body.code).toBe(1000005);
  });

  it('shares one budget with all whom its entry names, because they share its code', async () => {
    const app = await start();
    for (let i = 0; i < 10; i++) {
      const wish = { ...WISH, account: `tester${i}@qa.example` };
      const { codeID } = (await issue(app, wish)).data;
      expect((await app.post(VERIFY, { ...wish, codeID, code: '000000' })).body.code).toBe(1000005);
    }
    const { codeID } = (await issue(app)).data;
    expect((await app.post(VERIFY, { ...WISH, codeID, code: CODE })).body.code).toBe(1000005);
  });

  it('is like anybody once its last day is over', async () => {
    const app = await start();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2027, 0, 2) });
    const { data } = await issue(app);
    expect(data.resendAfter).toBe(60);
    expect((await app.delivered(data.codeID)).code).not.toBe(CODE);
  });

  it('can be nobody whom the caller chooses', async () => {
    const app = await start();
    for (const account of ['qa@qa.example.com', 'qa@sub.qa.example', 'qa@qa-example.com']) {
      const { data } = await issue(app, { ...WISH, account });
      expect((await app.delivered(data.codeID)).code).not.toBe(CODE);
    }
    for (const account of ['a@b.example,qa@qa.example', 'QA <qa@qa.example>', 'qa@qa.example\r\nX: y']) {
      expect((await issue(app, { ...WISH, account })).code).toBe(100006);
    }
  });

  it('of one tenant is like anybody to another', async () => {
    const tenants = await ownTenants({
      tenants: [{ code: 'default' }, { code: 'other', testRecipients: TESTS }],
    });
    const app = await TestApp.start({ env: tenants.env });
    onTestFinished(async () => {
      await app.close();
      await tenants.remove();
    });
    const { body } = await app.post<Issued>(CAPTCHA, WISH, { 'iThings-tenant-code': 'other' });
    const stolen = { ...WISH, codeID: body.data.codeID, code: CODE };
    expect((await app.post(VERIFY, stolen)).body.code).toBe(1000005);
  });

  it('without a last day keeps production from starting', async () => {
    const tenants = await ownTenants({
      tenants: [{ code: 'default', testRecipients: [{ match: '*@qa.example', code: CODE }] }],
    });
    onTestFinished(() => tenants.remove());
    const production = {
      NODE_ENV: 'production',
      SECRET_KEYS: `k1:${Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz').toString('base64')}`,
      USER_TOKEN_SECRET: '0123456789abcdef',
      TICKET_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      MAIL_DSN: '',
      SMS_DSN: '',
    };
    await expect(TestApp.start({ env: { ...tenants.env, ...production } })).rejects.toThrow(
      'tenants[0].testRecipients[0].until: must be set in production',
    );
  });
});
