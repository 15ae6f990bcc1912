import { Controller, Post } from '@nestjs/common';
import { type ChallengeStore, StoreUnavailableError } from '@system-management/challenge-store';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Logger } from 'pino';
import type { Counter, Registry } from 'prom-client';
import { AUDIT, type AuditSink } from '../../src/operations/logging/audit.js';
import { LOGGER } from '../../src/operations/logging/logger.js';
import { METRICS } from '../../src/operations/metrics/metrics.js';
import { TRACER, type Tracer } from '../../src/operations/tracing/tracer.js';
import { CHALLENGE_STORE } from '../../src/storage/storage.module.js';
import { type Proof, Verified } from '../../src/user/index.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import { onBothStores } from '../support/vitest/on-both-stores.js';
import { PasswordsModule } from '../support/example/passwords.module.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';

const RESET = '/api/v1/system/example/passwords/reset';
const VERIFY = `${CAPTCHA}/verify`;
const WRONG = {
  code: 1000005,
  msg: 'That code is wrong or has expired. Check it and try again, or ask for a new code.',
};
const PASSWORD = { password: 'correct horse' };

@Controller('api/v1/system/example/unguarded')
class UnguardedController {
  @Post()
  open(@Verified() proof: Proof): Proof {
    return proof;
  }
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const other = (code: string): string => (code.startsWith('1') ? '2' : '1') + code.slice(1);

/** Issues a code, reads it from the outbox, and returns the body of a correct reset request. */
async function issue(app: TestApp, request: Record<string, string>, headers?: Record<string, string>) {
  const { body } = await app.post<{ codeID: string }>(CAPTCHA, request, headers);
  const { code } = await app.delivered(body.data.codeID);
  const { use: _, ...fields } = request;
  return { ...PASSWORD, ...fields, codeID: body.data.codeID, code };
}

/** The ticket that the verify endpoint returns for a right code. */
async function ticketFor(app: TestApp, request: Record<string, string>, headers?: Record<string, string>) {
  const right = await issue(app, request, headers);
  const { body } = await app.post<{ ticket: string }>(VERIFY, { ...right, use: request['use'] }, headers);
  return body.data.ticket;
}

const verifiedCounter = (app: TestApp) =>
  app.nest.get<Registry>(METRICS).getSingleMetric('captcha_verified_total') as Counter;

const email = (account: string) => ({ use: 'forgetPwd', type: 'email', account });

onBothStores('@RequireCaptcha()', (open) => {
  let app: TestApp;
  beforeAll(async () => {
    const { env } = await open();
    app = await TestApp.start({ env: { ...UNLIMITED, ...env }, imports: [PasswordsModule] });
  });
  afterAll(() => app.close());

  describe('with a code', () => {
    it('admits the right code and passes the proven account to the handler', async () => {
      const right = await issue(app, email('Jane@Example.com'));
      const { status, body } = await app.post(RESET, right);
      expect(status).toBe(200);
      expect(body).toEqual({ code: 0, msg: 'success', data: { account: 'jane@example.com', resets: 1 } });
    });

    it('consumes the code', async () => {
      const right = await issue(app, email('twice@example.com'));
      expect((await app.post(RESET, right)).body.code).toBe(0);
      expect((await app.post(RESET, right)).body).toEqual(WRONG);
      expect((await app.post(VERIFY, { ...right, use: 'forgetPwd' })).body).toEqual(WRONG);
    });

    it('accepts spaces, dashes and the legacy field names', async () => {
      const phone = { use: 'forgetPwd', type: 'phone', account: '13800138000' };
      const { code, codeID } = await issue(app, phone);
      const typed = {
        ...PASSWORD,
        codeID,
        type: 'sms',
        data: phone.account,
        code: ` ${code.slice(0, 3)}-${code.slice(3)} `,
      };
      expect((await app.post(RESET, typed)).body.data).toMatchObject({ account: '+8613800138000' });
    });

    it('answers a wrong code, account, purpose, tenant or codeID with the same error as the verify endpoint', async () => {
      const right = await issue(app, email('strict@example.com'));
      const ofLogin = await issue(app, { ...email('strict@example.com'), use: 'login' });
      for (const wrong of [
        { ...right, code: other(right.code) },
        { ...right, account: 'other@example.com' },
        { ...right, codeID: 'AAAAAAAAAAAAAAAAAAAA' },
        ofLogin,
        { ...ofLogin, use: 'login' },
      ]) {
        const { status, body } = await app.post(RESET, wrong);
        expect([status, body]).toEqual([400, WRONG]);
      }
      const demo = { 'iThings-tenant-code': 'demo', 'Accept-Language': 'en' };
      expect((await app.post(RESET, right, demo)).body).toEqual(WRONG);
      expect((await app.post(RESET, right)).body.code).toBe(0);
    });

    it('does not consume the code of an otherwise invalid request, and reports all errors at once', async () => {
      const right = await issue(app, email('typo@example.com'));
      const { status, body } = await app.post(RESET, { ...right, password: '' });
      expect(status).toBe(400);
      expect(body).toMatchObject({
        code: 100006,
        data: { errors: [{ field: 'password', rule: 'isNotEmpty' }] },
      });
      const both = await app.post(RESET, { ...right, password: 5, codeID: 'short' });
      expect(both.body.data).toMatchObject({ errors: [{ field: 'codeID' }, { field: 'password' }] });
      expect((await app.post(RESET, right)).body.code).toBe(0);
    });

    it('refuses a type that the route does not list, and names the listed ones', async () => {
      const image = await issue(app, { use: 'forgetPwd', type: 'image' });
      const { body } = await app.post(RESET, image, { 'Accept-Language': 'de' });
      expect(body.code).toBe(100006);
      expect(body.data).toEqual({
        errors: [
          { field: 'type', rule: 'isIn', message: 'type muss einer der folgenden Werte sein: email, phone.' },
        ],
      });
    });
  });

  describe('with a ticket', () => {
    it('admits a ticket of the same purpose once', async () => {
      const ticket = await ticketFor(app, email('ticket@example.com'));
      const { body } = await app.post(RESET, { ...PASSWORD, ticket });
      expect(body.data).toMatchObject({ account: 'ticket@example.com' });
      expect((await app.post(RESET, { ...PASSWORD, ticket })).body).toEqual(WRONG);
    });

    it('admits one of 50 concurrent requests', async () => {
      const ticket = await ticketFor(app, email('race@example.com'));
      const responses = await Promise.all(
        Array.from({ length: 50 }, () => app.post(RESET, { ...PASSWORD, ticket })),
      );
      expect(responses.filter(({ body }) => body.code === 0)).toHaveLength(1);
      expect(responses.filter(({ body }) => body.code === 1000005)).toHaveLength(49);
    });

    it('does not consume the ticket of an otherwise invalid request', async () => {
      const ticket = await ticketFor(app, email('typed@example.com'));
      expect((await app.post(RESET, { ticket, password: '' })).body.code).toBe(100006);
      expect((await app.post(RESET, { ...PASSWORD, ticket })).body.code).toBe(0);
    });

    it('answers a ticket of another purpose, type or tenant like a wrong code', async () => {
      const demo = { 'iThings-tenant-code': 'demo' };
      for (const ticket of [
        await ticketFor(app, { ...email('use@example.com'), use: 'login' }),
        await ticketFor(app, { use: 'forgetPwd', type: 'image' }),
        await ticketFor(app, email('tenant@example.com'), demo),
      ]) {
        const { status, body } = await app.post(RESET, { ...PASSWORD, ticket });
        expect([status, body]).toEqual([400, WRONG]);
      }
    });
  });

  it.each([
    ['neither a code nor a ticket', {}, ['codeID isNotEmpty', 'code isNotEmpty', 'type isNotEmpty']],
    ['a ticket beside a code', { ticket: 'x.y.z', code: '123456' }, ['ticket isExclusiveWith']],
    [
      'a ticket beside a codeID',
      { ticket: 'x.y.z', codeID: 'AAAAAAAAAAAAAAAAAAAA' },
      ['ticket isExclusiveWith'],
    ],
    ['a ticket that is no string', { ticket: 5 }, ['ticket isString']],
    ['a ticket that is a list', { ticket: ['x.y.z'] }, ['ticket isString']],
    ['a ticket that is too long', { ticket: 'x'.repeat(2049) }, ['ticket maxLength']],
    [
      'an empty code',
      { type: 'email', account: 'a@example.com', codeID: 'A'.repeat(20), code: '' },
      ['code isNotEmpty'],
    ],
    ['no account', { type: 'email', codeID: 'A'.repeat(20), code: '123456' }, ['account isNotEmpty']],
    [
      'a malformed account',
      { type: 'email', account: 'a@b, c@d', codeID: 'A'.repeat(20), code: '123456' },
      ['account isEmail'],
    ],
    [
      'a code in no valid format',
      { type: 'email', account: 'a@example.com', codeID: 'A'.repeat(20), code: '1' },
      ['code isCode'],
    ],
  ])('refuses %s by the validation rules of the verify endpoint', async (_title, fields, rules) => {
    const { status, body } = await app.post<{ errors: { field: string; rule: string; message: string }[] }>(
      RESET,
      { ...PASSWORD, ...fields },
      { 'Accept-Language': 'ja' },
    );
    expect([status, body.code]).toEqual([400, 100006]);
    expect(body.data.errors.map(({ field, rule }) => `${field} ${rule}`).sort()).toEqual([...rules].sort());
    for (const { message } of body.data.errors) expect(message).toMatch(/\p{Script=Hiragana}/u);
  });

  it.each([['[]'], ['5'], ['null'], ['"x"'], ['{']])(
    'refuses the body %s, which is not a JSON object',
    async (body) => {
      const { status, body: envelope } = await app.fetch(RESET, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      expect([status, envelope]).toMatchObject([
        400,
        { code: 100006, data: { errors: [{ field: 'body', rule: 'isJsonObject' }] } },
      ]);
    },
  );

  it('refuses an unknown tenant', async () => {
    const right = await issue(app, email('nobody@example.com'));
    const { body } = await app.post(RESET, right, { 'iThings-tenant-code': 'nobody' });
    expect(body).toMatchObject({
      code: 100006,
      data: { errors: [{ field: 'iThings-tenant-code', rule: 'isTenant' }] },
    });
  });
});

describe('@RequireCaptcha(): limits, failures, documentation', () => {
  let tenants: TenantsFile;
  let app: TestApp;
  let limited: TestApp;
  beforeAll(async () => {
    const limits = { address: { messagesPerHour: 1000, imagesPerMinute: 1000, wrongPerHour: 4 } };
    const options = { imports: [PasswordsModule], controllers: [UnguardedController] };
    app = await TestApp.start({ ...options, env: UNLIMITED });
    tenants = await writeTenantsFile(unlimitedTenants({ limits }));
    limited = await TestApp.start({ ...options, env: tenants.env });
  });
  afterAll(async () => {
    await Promise.all([app.close(), limited.close()]);
    await tenants.remove();
  });

  it('shares the budget of an account with the verify endpoint', async () => {
    const [first, second, third] = [
      await issue(app, email('budget@example.com')),
      await issue(app, email('budget@example.com')),
      await issue(app, email('budget@example.com')),
    ];
    for (const right of [first, second]) {
      for (let i = 0; i < 5; i++) {
        const body = { ...right, code: other(right.code) };
        const path = i % 2 ? RESET : VERIFY;
        expect((await app.post(path, { ...body, use: 'forgetPwd' })).body).toEqual(WRONG);
      }
    }
    expect((await app.post(RESET, third)).body).toEqual(WRONG);
  });

  it('answers 429 after too many wrong codes and tickets from one IP address', async () => {
    const rights = [
      await ticketFor(limited, email('a@example.com')),
      await ticketFor(limited, email('b@example.com')),
    ];
    const code = { type: 'email', account: 'c@example.com', codeID: 'A'.repeat(20), code: '123456' };
    const reset = (proof: object) => limited.post(RESET, { ...PASSWORD, ...proof });
    for (let i = 0; i < 3; i++) {
      expect((await reset(i % 2 ? { ticket: 'x.y.z' } : code)).body).toEqual(WRONG);
    }
    for (const ticket of rights) expect((await reset({ ticket })).body.code).toBe(0);
    expect((await reset({ ticket: 'x.y.z' })).body).toEqual(WRONG);
    const { status, headers, body } = await reset({ ticket: 'x.y.z' });
    expect([status, body.code]).toEqual([429, 1000028]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('answers 503 while the store is unavailable, and accepts the ticket afterwards', async () => {
    const ticket = await ticketFor(app, email('outage@example.com'));
    const store = app.nest.get<ChallengeStore>(CHALLENGE_STORE);
    vi.spyOn(store, 'consumeProof').mockRejectedValueOnce(new StoreUnavailableError('away', 3));
    const { status, body } = await app.post(RESET, { ...PASSWORD, ticket });
    expect([status, body]).toMatchObject([503, { code: 100017, data: { retryAfter: 3 } }]);
    expect((await app.post(RESET, { ...PASSWORD, ticket })).body.code).toBe(0);
  });

  const fails = (): never => {
    throw new Error('the sink is full');
  };
  const rejects = async (): Promise<never> => fails();
  it.each([
    ['audit sink', () => vi.spyOn(app.nest.get<AuditSink>(AUDIT), 'record').mockImplementation(fails)],
    [
      'asynchronous audit sink',
      () => vi.spyOn(app.nest.get<AuditSink>(AUDIT), 'record').mockImplementation(rejects),
    ],
    ['tracer', () => vi.spyOn(app.nest.get<Tracer>(TRACER), 'span').mockImplementation(fails)],
    ['counter', () => vi.spyOn(verifiedCounter(app), 'inc').mockImplementation(fails)],
  ])('admits a right code if the %s fails, and logs the failure', async (what, breakPart) => {
    const right = await issue(app, email(`${what.replaceAll(' ', '-')}@example.com`));
    const logged = vi.spyOn(app.nest.get<Logger>(LOGGER), 'error').mockReturnValue(undefined);
    const broken = breakPart();
    const { status, body } = await app.post(RESET, right);
    broken.mockRestore();
    expect([status, body.code]).toEqual([200, 0]);
    expect(logged).toHaveBeenCalled();
    logged.mockRestore();
    expect((await app.post(RESET, right)).body).toEqual(WRONG);
  });

  it('runs a refused request once, and does not log it as a tracer failure', async () => {
    const logged = vi.spyOn(app.nest.get<Logger>(LOGGER), 'error').mockReturnValue(undefined);
    const audit = vi.spyOn(app.nest.get<AuditSink>(AUDIT), 'record');
    expect((await app.post(CAPTCHA, { use: 'unheardOf', type: 'image' })).body.code).toBe(100006);
    expect(logged).not.toHaveBeenCalled();
    expect(audit).toHaveBeenCalledOnce();
    logged.mockRestore();
    audit.mockRestore();
  });

  it('audits a right code if a counter fails', async () => {
    const right = await issue(app, email('audited@example.com'));
    const audit = vi.spyOn(app.nest.get<AuditSink>(AUDIT), 'record');
    const broken = vi.spyOn(verifiedCounter(app), 'inc').mockImplementation(fails);
    await app.post(RESET, right);
    broken.mockRestore();
    expect(audit.mock.calls.map(([{ event, result }]) => [event, result])).toEqual([['verify', 'verified']]);
    audit.mockRestore();
  });

  it('admits a right code if the tracer fails after the handler', async () => {
    const right = await issue(app, email('after@example.com'));
    const tracer = app.nest.get<Tracer>(TRACER);
    const broken = vi.spyOn(tracer, 'span').mockImplementation(async (_name, _attributes, work) => {
      await work();
      throw new Error('the span cannot end');
    });
    const { status, body } = await app.post(RESET, right);
    broken.mockRestore();
    expect([status, body.code]).toEqual([200, 0]);
  });

  it('is required by @Verified(): without it the handler is not called', async () => {
    const { status, body } = await app.post('/api/v1/system/example/unguarded', {});
    expect([status, body.code]).toEqual([500, 100007]);
  });

  it('documents the proof fields beside the body of the route, and its errors beside those of the route', async () => {
    const { document, operation } = await documented();
    const { operationId, requestBody, responses } = operation;
    expect(operationId).toBe('resetPasswords');
    const { oneOf } = requestBody.content['application/json'].schema;
    const schemas = oneOf.map(({ $ref }) => document.components.schemas[$ref.split('/').at(-1)!]!);
    expect(schemas.map(({ required }) => required)).toEqual([
      ['password', 'type', 'account', 'codeID', 'code'],
      ['password', 'ticket'],
    ]);
    expect(responses['400']!.description).toContain('1000005 Captcha');
    expect(responses['400']!.description).toContain('100006 Parameter');
    expect(Object.keys(responses).sort()).toEqual([
      '200',
      '400',
      '401',
      '404',
      '405',
      '413',
      '415',
      '429',
      '500',
      '503',
    ]);
  });

  it('documents requests that it accepts with a right code or ticket', async () => {
    const { email: byCode, ticket: byTicket } = (await documented()).operation.requestBody.content[
      'application/json'
    ].examples;
    const { account } = byCode!.value;
    const { codeID, code } = await issue(app, email(account!));
    expect((await app.post(RESET, { ...byCode!.value, codeID, code })).body.code).toBe(0);
    const ticket = await ticketFor(app, email('jane@example.com'));
    expect((await app.post(RESET, { ...byTicket!.value, ticket })).body.code).toBe(0);
  });

  async function documented() {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, { post: DocumentedOperation }>;
      components: { schemas: Record<string, { required: string[] }> };
    };
    return { document, operation: document.paths[RESET]!.post };
  }
});

interface DocumentedOperation {
  readonly operationId: string;
  readonly requestBody: {
    readonly content: {
      readonly 'application/json': {
        readonly schema: { readonly oneOf: readonly { readonly $ref: string }[] };
        readonly examples: Readonly<Record<string, { readonly value: { readonly account?: string } }>>;
      };
    };
  };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

describe.each([
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['EdDSA', generateKeyPairSync('ed25519').privateKey],
])('SEC-46: forged tickets with a key for %s', (alg, key) => {
  let app: TestApp;
  let claims: JWTPayload;
  let kid: string;
  beforeAll(async () => {
    app = await TestApp.start({ env: { ...UNLIMITED, TICKET_KEY: pemOf(key) }, imports: [PasswordsModule] });
    claims = decodeJwt(await ticketFor(app, email('forged@example.com')));
    const jwks = (await (await fetch(`${app.url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    kid = jwks.keys[0]!.kid;
  });
  afterAll(() => app.close());

  const sign = (
    over: Record<string, unknown> = {},
    header: Record<string, string> = {},
    by: KeyObject | Uint8Array = key,
  ) =>
    new SignJWT({ ...claims, jti: `${Math.trunc(performance.now() * 1000)}`, ...over })
      .setProtectedHeader({ alg, kid, typ: 'JWT', ...header })
      .sign(by);
  const now = () => Math.floor(Date.now() / 1000);
  const foreignKey = () =>
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      : generateKeyPairSync('ed25519').privateKey;
  const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' });

  it('are admitted if signed with the configured key', async () => {
    expect((await app.post(RESET, { ...PASSWORD, ticket: await sign() })).body.code).toBe(0);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['without a signature (alg none)', () => new UnsecuredJWT(claims).encode()],
    [
      'with alg none and our kid',
      () => {
        const header = Buffer.from(JSON.stringify({ alg: 'none', kid, typ: 'JWT' })).toString('base64url');
        return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
      },
    ],
    [
      'signed with HS256 and the public key as the secret',
      () => sign({}, { alg: 'HS256' }, Buffer.from(publicPem)),
    ],
    ['signed with another key', () => sign({}, {}, foreignKey())],
    ['with an unknown kid', () => sign({}, { kid: 'unknown' })],
    ['with another typ header', () => sign({}, { typ: 'at+jwt' })],
    ['for another tenant', () => sign({ aud: 'demo' })],
    ['of another issuer', () => sign({ iss: 'somebody' })],
    ['for another purpose', () => sign({ use: 'login' })],
    ['of another type', () => sign({ type: 'image' })],
    ['that has expired', () => sign({ exp: now() - 1 })],
    ['without exp', () => sign({ exp: undefined })],
    ['without jti', () => sign({ jti: undefined })],
    [
      'with an altered account',
      async () => {
        const [header, , signature] = (await sign()).split('.');
        const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'evil@example.com' })).toString(
          'base64url',
        );
        return `${header}.${payload}.${signature}`;
      },
    ],
    ['that is arbitrary text', () => 'x'],
    ['that names a prototype', () => '__proto__'],
  ])('are answered like a wrong code: %s', async (_title, make) => {
    const { status, body } = await app.post(RESET, { ...PASSWORD, ticket: await make() });
    expect([status, body]).toEqual([400, WRONG]);
  });
});
