import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ChallengeStore, StoreUnavailableError } from '@system-management/challenge-store';
import { AUDIT, type AuditSink } from '../../src/operations/logging/audit.js';
import { CHALLENGE_STORE } from '../../src/storage/storage.module.js';
import { CAPTCHA, TestApp } from '../support/app.js';
import { BEHIND_PROXY, from } from '../support/requests.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import { onBothStores } from '../support/vitest/on-both-stores.js';

const PATH = `${CAPTCHA}/siteverify`;
const SHOP = 'a-secret-of-this-test-only-0123456789-shop';
const OTHER = 'a-secret-of-this-test-only-0123456789-other';
const KEY = generateKeyPairSync('ed25519').privateKey;
const TICKET_KEY = KEY.export({ type: 'pkcs8', format: 'pem' }).toString();
const AS_SHOP = { 'iThings-tenant-code': 'shop' };

const refused = (...codes: string[]) => ({ success: false, 'error-codes': codes });
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Answers of the endpoint have no envelope. */
async function ask(app: TestApp, fields: object, { path = PATH, headers = {} } = {}) {
  const { status, body } = await app.post(path, fields, headers);
  return { status, body: body as unknown };
}

async function askByForm(app: TestApp, fields: Record<string, string>, path = PATH) {
  const response = await fetch(app.url + path, { method: 'POST', body: new URLSearchParams(fields) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The ticket of a right code, which the outbox has. */
async function ticketOf(app: TestApp, account: string, headers: Record<string, string> = AS_SHOP) {
  const request = { use: 'register', type: 'email', account };
  const { body } = await app.post<{ codeID: string }>(CAPTCHA, request, headers);
  const { codeID } = body.data;
  const { code } = await app.delivered(codeID);
  const verified = await app.post<{ ticket: string }>(
    `${CAPTCHA}/verify`,
    { ...request, codeID, code },
    headers,
  );
  return verified.body.data.ticket;
}

const tenantsOf = (limits = {}) =>
  unlimitedTenants({
    limits,
    tenants: [
      { code: 'shop', siteverify: { secret: SHOP } },
      { code: 'other', siteverify: { secret: OTHER } },
      { code: 'closed', enabled: false, siteverify: { secret: `${OTHER}-closed` } },
    ],
  });

onBothStores('POST …/captcha/siteverify', (open) => {
  let tenants: TenantsFile;
  let app: TestApp;
  beforeAll(async () => {
    const { env } = await open();
    tenants = await writeTenantsFile(tenantsOf());
    app = await TestApp.start({ env: { ...env, ...tenants.env, TICKET_KEY } });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  it('accepts a ticket once, with its purpose and time', async () => {
    const response = await ticketOf(app, 'once@example.com');
    const { iat = 0 } = decodeJwt(response);
    const [first, second] = [
      await ask(app, { secret: SHOP, response, remoteip: '203.0.113.10' }),
      await ask(app, { secret: SHOP, response }),
    ];
    expect(first).toEqual({
      status: 200,
      body: {
        success: true,
        challenge_ts: new Date(iat * 1000).toISOString(),
        action: 'register',
        'error-codes': [],
      },
    });
    expect(second).toEqual({ status: 200, body: refused('timeout-or-duplicate') });
  });

  it('takes a form, also under /self/, and shares the single use with JSON', async () => {
    const path = PATH.replace('/captcha/', '/self/captcha/');
    const response = await ticketOf(app, 'form@example.com');
    expect(await askByForm(app, { secret: SHOP, response }, path)).toMatchObject({
      status: 200,
      body: { success: true, action: 'register' },
    });
    expect((await ask(app, { secret: SHOP, response }, { path })).body).toEqual(
      refused('timeout-or-duplicate'),
    );
  });

  it('accepts one of several redemptions at once', async () => {
    const response = await ticketOf(app, 'race@example.com');
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(app, { secret: SHOP, response })));
    expect(answers.filter(({ body }) => (body as { success: boolean }).success)).toHaveLength(1);
  });

  it("does not accept or use up a ticket by another tenant's secret, whatever the tenant header", async () => {
    const response = await ticketOf(app, 'tenant@example.com');
    for (const headers of [{}, AS_SHOP, { 'iThings-tenant-code': 'other' }]) {
      expect((await ask(app, { secret: OTHER, response }, { headers })).body).toEqual(
        refused('invalid-input-response'),
      );
    }
    const unknown = { 'iThings-tenant-code': 'unknown' };
    expect((await ask(app, { secret: SHOP, response }, { headers: unknown })).body).toMatchObject({
      success: true,
    });
  });

  it.each([
    ['unknown', `${SHOP}x`],
    ['the start of another', SHOP.slice(0, -1)],
    ['that of a disabled tenant', `${OTHER}-closed`],
    ['the code of a tenant', 'shop'],
  ])('refuses a secret that is %s', async (_what, secret) => {
    const response = await ticketOf(app, 'secret@example.com');
    expect(await ask(app, { secret, response })).toEqual({
      status: 200,
      body: refused('invalid-input-secret'),
    });
    expect((await ask(app, { secret: SHOP, response })).body).toMatchObject({ success: true });
  });

  it.each([
    [{}, ['missing-input-secret', 'missing-input-response']],
    [[], ['missing-input-secret', 'missing-input-response']],
    [{ secret: '', response: null }, ['missing-input-secret', 'missing-input-response']],
    [{ response: 'x' }, ['missing-input-secret']],
    [{ secret: SHOP }, ['missing-input-response']],
    [{ secret: SHOP, response: 7 }, ['bad-request']],
    [{ secret: [SHOP], response: 'x' }, ['bad-request']],
    [{ secret: SHOP, response: { a: 1 } }, ['bad-request']],
  ])('answers %j with the error codes %j', async (fields, codes) => {
    expect(await ask(app, fields)).toEqual({ status: 200, body: refused(...codes) });
  });

  it('answers an empty form, and no body at all, with the missing fields', async () => {
    const missing = refused('missing-input-secret', 'missing-input-response');
    expect(await askByForm(app, {})).toEqual({ status: 200, body: missing });
    const response = await fetch(app.url + PATH, { method: 'POST' });
    expect([response.status, await response.json()]).toEqual([200, missing]);
  });

  describe('a ticket that', () => {
    let claims: JWTPayload;
    let kid: string;
    beforeAll(async () => {
      const ticket = await ticketOf(app, 'claims@example.com');
      claims = decodeJwt(ticket);
      ({ kid } = JSON.parse(Buffer.from(ticket.split('.')[0]!, 'base64url').toString()) as { kid: string });
    });
    const sign = (changes: object, key = KEY) =>
      new SignJWT({ ...claims, jti: 'B'.repeat(20), ...changes })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .sign(key);
    const stranger = generateKeyPairSync('ed25519').privateKey;

    it.each<[string, object, typeof KEY, string | undefined]>([
      ['is of this service', {}, KEY, undefined],
      ['has expired', { exp: nowSeconds() - 1 }, KEY, 'timeout-or-duplicate'],
      ['has another signature', {}, stranger, 'invalid-input-response'],
      [
        'has another signature and has expired',
        { exp: nowSeconds() - 1 },
        stranger,
        'invalid-input-response',
      ],
      [
        "has expired and is another tenant's",
        { exp: nowSeconds() - 1, aud: 'other' },
        KEY,
        'invalid-input-response',
      ],
      ['has no end', { exp: undefined }, KEY, 'invalid-input-response'],
      ['is of another issuer', { iss: 'x' }, KEY, 'invalid-input-response'],
    ])('%s', async (_what, changes, key, code) => {
      const { body } = await ask(app, { secret: SHOP, response: await sign(changes, key) });
      expect(body).toMatchObject(code === undefined ? { success: true } : refused(code));
    });

    it('is another text is invalid', async () => {
      for (const response of ['x', 'a.b.c', '__proto__', '\u0000', 'x'.repeat(3000)]) {
        expect((await ask(app, { secret: SHOP, response })).body).toEqual(refused('invalid-input-response'));
      }
    });
  });

  it('audits each redemption without the secret and the ticket', async () => {
    const audit = vi.spyOn(app.nest.get<AuditSink>(AUDIT), 'record');
    const response = await ticketOf(app, 'audit@example.com');
    audit.mockClear();
    for (const secret of [SHOP, SHOP, OTHER, `${SHOP}x`]) await ask(app, { secret, response });
    const events = audit.mock.calls.map(([event]) => event);
    audit.mockRestore();
    expect(
      events.map(({ tenant, event, type, purpose, result }) => [tenant, event, type, purpose, result]),
    ).toEqual([
      ['shop', 'redeem', 'ticket', 'register', 'redeemed'],
      ['shop', 'redeem', 'ticket', 'register', 'used'],
      ['other', 'redeem', 'ticket', '', 'invalid'],
      ['', 'redeem', 'ticket', '', 'invalid'],
    ]);
    expect(events[0]).toMatchObject({ recipient: 'a***@e***.com' });
    expect(JSON.stringify(events)).not.toContain(SHOP);
    expect(JSON.stringify(events)).not.toContain(response.split('.')[2]);
  });

  it('answers 503 while the store is unavailable, and accepts the ticket afterwards', async () => {
    const response = await ticketOf(app, 'outage@example.com');
    const store = app.nest.get<ChallengeStore>(CHALLENGE_STORE);
    vi.spyOn(store, 'consumeProof').mockRejectedValueOnce(new StoreUnavailableError('away', 3));
    expect(await ask(app, { secret: SHOP, response })).toMatchObject({ status: 503, body: { code: 100017 } });
    expect((await ask(app, { secret: SHOP, response })).body).toMatchObject({ success: true });
  });
});

describe('POST …/captcha/siteverify: limits', () => {
  let tenants: TenantsFile;
  let app: TestApp;
  beforeAll(async () => {
    tenants = await writeTenantsFile(tenantsOf({ address: { messagesPerHour: 1000, wrongPerHour: 4 } }));
    app = await TestApp.start({ env: { ...tenants.env, ...BEHIND_PROXY } });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  it('counts wrong secrets and tickets as wrong answers of the address; a right ticket is never refused', async () => {
    const right = await ticketOf(app, 'right@example.com');
    const wrong = [
      { secret: 'wrong', response: 'x' },
      { secret: SHOP, response: 'x' },
      { secret: 'wrong', response: right },
      { secret: SHOP, response: 'a.b.c' },
    ];
    await ask(app, {});
    for (const fields of wrong) expect((await ask(app, fields)).body).not.toEqual(refused('rate-limited'));
    for (const fields of wrong) expect((await ask(app, fields)).body).toEqual(refused('rate-limited'));
    const elsewhere = { headers: from('198.51.100.1') };
    expect((await ask(app, wrong[0]!, elsewhere)).body).toEqual(refused('invalid-input-secret'));
    expect((await ask(app, { secret: SHOP, response: right })).body).toMatchObject({ success: true });
  });
});

describe('POST …/captcha/siteverify: forms', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.close());

  it.each([CAPTCHA, `${CAPTCHA}/verify`, '/api/v1/system/user/self/captcha'])(
    'are refused with 415 by %s',
    async (path) => {
      expect(await askByForm(app, { use: 'login', type: 'image' }, path)).toMatchObject({
        status: 415,
        body: { code: 100014 },
      });
      expect(await askByForm(app, {}, path)).toMatchObject({ status: 415 });
    },
  );

  it('are a 404 at an unknown path and a 405 for a wrong method, as other bodies are', async () => {
    expect((await askByForm(app, { a: '1' }, '/api/v1/nowhere')).status).toBe(404);
    const put = await fetch(app.url + PATH, { method: 'PUT', body: new URLSearchParams({ a: '1' }) });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'OPTIONS, POST']);
  });

  it('may have 4 KiB', async () => {
    expect((await askByForm(app, { secret: 's', padding: 'x'.repeat(4000) })).status).toBe(200);
    expect((await askByForm(app, { secret: 's', padding: 'x'.repeat(4096) })).status).toBe(413);
  });
});
