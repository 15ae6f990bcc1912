import { gzipSync } from 'node:zlib';
import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  type INestApplication,
  Module,
  type ModuleMetadata,
  Post,
} from '@nestjs/common';
import { ConfigModule, ConfigService, registerAs } from '@nestjs/config';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Ctx, type RequestContext, UseSystemPipeline } from '@system-management/request-context';
import { Outbox } from '@system-management/messaging';
import { IsNotEmpty, IsString } from 'class-validator';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type MessagingConfig, messagingConfig } from '../../src/config/messaging.config.js';
import { CONFIG_SLICES } from '../../src/config/settings.js';
import { type Proof, RequireCaptcha, RequireLogin, UserModule, Verified } from '../../src/user/index.js';
import { type ApiResponse, CAPTCHA, UNLIMITED } from '../support/app.js';

const SECRET = 'a secret of the host';
const SETTINGS = { ...UNLIMITED, LOG_LEVEL: 'silent', USER_TOKEN_SECRET: SECRET };

class CloseRequest {
  @IsNotEmpty()
  @IsString()
  reason!: string;
}

/** A controller of the host, without the pipeline of the service. */
@Controller('greetings')
class GreetingsController {
  @Get()
  hello() {
    return { hello: 'world' };
  }

  @Post()
  @HttpCode(200)
  echo(@Body() body: unknown) {
    return body;
  }

  @Get('failure')
  failure(): never {
    throw new ConflictException('Taken');
  }

  @Get('mine')
  @RequireLogin()
  mine(@Ctx() { tenant, user }: RequestContext) {
    return { tenant, id: user?.id };
  }

  @Post('guarded')
  @HttpCode(200)
  @RequireCaptcha({ use: 'login', types: ['email'] })
  guarded(@Verified() { recipient }: Proof) {
    return { recipient };
  }
}

/** A controller of the host with the pipeline of the service. */
@UseSystemPipeline()
@Controller('accounts')
class AccountsController {
  @Post('close')
  @HttpCode(200)
  @RequireCaptcha({ use: 'login', types: ['email'], body: CloseRequest })
  close(@Body() { reason }: CloseRequest, @Verified() { recipient }: Proof, @Ctx() context: RequestContext) {
    return { reason, recipient, tenant: context.tenant };
  }

  @Get('me')
  @RequireLogin()
  me(@Ctx() { user }: RequestContext) {
    return { id: user?.id };
  }

  @Get('failure')
  failure(): never {
    throw new ConflictException('Taken');
  }

  @Get('bug')
  bug(): never {
    throw new Error('secret message');
  }
}

@Module({ controllers: [GreetingsController, AccountsController] })
class HostModule {}

/** A settings provider of the host. */
class HostConfig {
  readonly settings = SETTINGS;
}

@Module({ providers: [HostConfig], exports: [HostConfig] })
class HostConfigModule {}

const MOUNTS: Readonly<Record<string, () => NonNullable<ModuleMetadata['imports']>[number]>> = {
  forRoot: () => UserModule.forRoot(SETTINGS),
  forRootAsync: () =>
    UserModule.forRootAsync({
      imports: [HostConfigModule],
      inject: [HostConfig],
      useFactory: ({ settings }: HostConfig) => settings,
    }),
};
const ADAPTERS = { Express: () => new ExpressAdapter(), Fastify: () => new FastifyAdapter() };

const tokenFor = async (claims: Record<string, string>) => ({
  'iThings-token': await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET)),
});

describe.each([
  ['Express', 'forRoot'],
  ['Express', 'forRootAsync'],
  ['Fastify', 'forRoot'],
  ['Fastify', 'forRootAsync'],
] as const)('UserModule in a Nest application: on %s with %s()', (platform, mount) => {
  let app: INestApplication;
  let url: string;
  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [MOUNTS[mount]!(), HostModule] }).compile();
    app = module.createNestApplication(ADAPTERS[platform](), { logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  async function request<Data = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiResponse<Data>> {
    const isText = typeof body === 'string';
    const response = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(!isText && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const envelope = (await response.json()) as ApiResponse<Data>['body'];
    return { status: response.status, headers: response.headers, body: envelope };
  }

  /** Issues a code by e-mail and returns the proof fields of a correct request. */
  async function issue(account: string) {
    const { body } = await request<{ codeID: string }>(CAPTCHA, { use: 'login', type: 'email', account });
    const { codeID } = body.data;
    const [message] = await app.get(Outbox).messages({ codeID, waitMs: 1000 });
    return { type: 'email', account, codeID, code: message?.code ?? '' };
  }

  describe('issue and verify', () => {
    it('issues an image', async () => {
      const { status, body } = await request(CAPTCHA, { use: 'login', type: 'image' });
      expect([status, body.code, body.msg]).toEqual([200, 0, 'success']);
      expect(body.data['url']).toMatch(/^data:image\/png;base64,/);
    });

    it('verifies a code sent by e-mail, and publishes the ticket keys', async () => {
      const { status, body } = await request(`${CAPTCHA}/verify`, {
        use: 'login',
        ...(await issue('a@example.com')),
      });
      expect([status, body.code]).toEqual([200, 0]);
      expect(body.data['ticket']).toMatch(/^eyJ/);
      const jwks = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as object;
      expect(Object.keys(jwks)).toEqual(['keys']);
    });

    it('reads requests of siteverify from JSON and from forms, and no other types', async () => {
      const siteverify = async (init: RequestInit) => {
        const response = await fetch(`${url}${CAPTCHA}/siteverify`, { method: 'POST', ...init });
        return [response.status, await response.json()];
      };
      const missing = { success: false, 'error-codes': ['missing-input-response'] };
      const body = JSON.stringify({ secret: 'x' });
      expect(await siteverify({ body, headers: { 'Content-Type': 'application/json' } })).toEqual([
        200,
        missing,
      ]);
      expect(await siteverify({ body: new URLSearchParams({ secret: 'x' }) })).toEqual([200, missing]);
      const { status } = await request(`${CAPTCHA}/siteverify`, body, { 'Content-Type': 'text/plain' });
      expect(status).toBe(415);
    });

    it("issues a proof of work for ALTCHA's widget, without an envelope", async () => {
      const altcha = await fetch(`${url}${CAPTCHA}/altcha?use=login`);
      expect([altcha.status, await altcha.json()]).toEqual([
        200,
        {
          parameters: expect.objectContaining({ algorithm: 'PBKDF2/SHA-256' }) as object,
          signature: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
      ]);
      const { status, body } = await request(`${CAPTCHA}/altcha?use=unknown`);
      expect([status, body.code]).toEqual([400, 100006]);
    });

    it('reads a code as long as the tokens of vendors', async () => {
      const code = 'x'.repeat(6000);
      const long = await request(`${CAPTCHA}/verify`, {
        use: 'login',
        type: 'image',
        codeID: 'A'.repeat(20),
        code,
      });
      expect([long.status, long.body.data['errors']]).toMatchObject([
        400,
        [{ field: 'code', rule: 'isCode' }],
      ]);
    });

    it('responds with the headers of the contract', async () => {
      const { headers } = await request(
        CAPTCHA,
        { use: 'login', type: 'image' },
        { 'X-Request-Id': 'r-1', 'Accept-Language': 'fr' },
      );
      expect(headers.get('x-request-id')).toBe('r-1');
      expect(headers.get('content-language')).toBe('fr');
      expect(headers.get('vary')).toContain('Accept-Language');
      expect(headers.get('cache-control')).toBe('no-store');
    });
  });

  describe('failures', () => {
    const GERMAN = { 'Accept-Language': 'de' };

    it.each([
      ['an invalid field', { type: 'image' }, {}, [400, 100006, 'use ist erforderlich.']],
      [
        'an unknown tenant',
        { use: 'login', type: 'image' },
        { 'tenant-code': 'unknown' },
        [400, 100006, 'iThings-tenant-code bezeichnet keinen bekannten Mandanten.'],
      ],
      ['a list', [], {}, [400, 100006, 'Der Inhalt der Anfrage muss ein JSON-Objekt sein.']],
    ])(
      'responds to %s in the envelope and the language of the caller',
      async (_what, body, headers, [status, code, message]) => {
        const response = await request<{ errors: { message: string }[] }>(CAPTCHA, body, {
          ...GERMAN,
          ...headers,
        });
        expect([response.status, response.body.code, response.body.data.errors[0]?.message]).toEqual([
          status,
          code,
          message,
        ]);
        expect(response.headers.get('content-language')).toBe('de');
      },
    );

    it('responds to a wrong code in the envelope and the language of the caller', async () => {
      const wrong = { use: 'login', ...(await issue('b@example.com')), codeID: 'A'.repeat(20) };
      expect((await request(`${CAPTCHA}/verify`, wrong, GERMAN)).body).toEqual({
        code: 1000005,
        msg: 'Der Code ist falsch oder abgelaufen. Prüfen Sie ihn und versuchen Sie es erneut, oder fordern Sie einen neuen an.',
      });
    });

    it('refuses a form, which the host parses, with 415 in the language of the caller', async () => {
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const { status, body } = await request(CAPTCHA, 'use=login&type=image', { ...form, ...GERMAN });
      expect([status, body]).toEqual([
        415,
        {
          code: 100014,
          msg: 'Die Seite hat etwas gesendet, das wir nicht lesen können. Laden Sie sie neu und versuchen Sie es erneut.',
        },
      ]);
    });

    const IMAGE = '{"use":"login","type":"image"}';
    it.each([
      ['JSON Patch', { 'Content-Type': 'application/json-patch+json' }, IMAGE],
      ['gzip', { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, gzipSync(IMAGE)],
      [
        'gzip (upper case)',
        { 'Content-Type': 'application/json', 'Content-Encoding': 'GZIP' },
        gzipSync(IMAGE),
      ],
      ['two encodings', { 'Content-Type': 'application/json', 'Content-Encoding': 'identity, gzip' }, IMAGE],
    ])('refuses %s with 415', async (_what, headers, payload) => {
      const response = await fetch(url + CAPTCHA, { method: 'POST', headers, body: payload });
      const { code = 100014 } = (await response.json()) as { code?: number };
      // A refusal by the host's own parser has the host's shape, without `code`.
      expect([response.status, code]).toEqual([415, 100014]);
    });

    it("responds to a Nest exception and to an unexpected error of the host's controller in the envelope", async () => {
      const conflict = await request('/accounts/failure');
      expect([conflict.status, conflict.body]).toMatchObject([
        409,
        { code: 100010, data: { detail: 'Taken' } },
      ]);
      const bug = await request('/accounts/bug');
      expect([bug.status, bug.body]).toEqual([
        500,
        { code: 100007, msg: 'Something went wrong on our side. Try again in a few minutes.' },
      ]);
    });
  });

  describe('routes of the host', () => {
    it('can require a code, which an invalid request does not consume', async () => {
      const right = await issue('c@example.com');
      const { body } = await request<{ errors: { field: string }[] }>('/accounts/close', {
        ...right,
        reason: '',
      });
      expect([body.code, body.data.errors[0]?.field]).toEqual([100006, 'reason']);
      const closed = await request('/accounts/close', { ...right, reason: 'moved' });
      expect(closed.body.data).toEqual({ reason: 'moved', recipient: 'c@example.com', tenant: 'default' });
      expect((await request('/accounts/close', { ...right, reason: 'moved' })).body.code).toBe(1000005);
    });

    it('can require a login', async () => {
      const refused = await request('/accounts/me');
      expect([refused.status, refused.body.code]).toEqual([401, 1000007]);
      const me = await request('/accounts/me', undefined, await tokenFor({ Uid: '7' }));
      expect(me.body.data).toEqual({ id: '7' });
    });

    it('refuse a token of an unknown tenant, also without @UseSystemPipeline()', async () => {
      const mine: unknown = (await request('/greetings/mine', undefined, await tokenFor({ Uid: '7' }))).body;
      expect(mine).toEqual({ tenant: 'default', id: '7' });
      const ghost = await tokenFor({ Uid: '7', TenantCode: 'ghost' });
      expect((await request('/greetings/mine', undefined, ghost)).status).toBe(400);
    });

    it("respond in the host's shape without @UseSystemPipeline()", async () => {
      const right = await issue('d@example.com');
      const wrong: unknown = (await request('/greetings/guarded', { ...right, codeID: 'A'.repeat(20) })).body;
      expect(wrong).toEqual({ statusCode: 400, code: 1000005, message: 'Captcha' });
      const passed: unknown = (await request('/greetings/guarded', right)).body;
      expect(passed).toEqual({ recipient: 'd@example.com' });
    });
  });

  it("does not change the host's other routes", async () => {
    const greeting = await request('/greetings', undefined, { 'tenant-code': 'unknown' });
    expect(greeting.body).toEqual({ hello: 'world' });
    expect(greeting.headers.get('x-request-id')).toBeNull();
    expect((await request('/greetings', { any: [1] })).body).toEqual({ any: [1] });
    expect(await request('/greetings/failure')).toMatchObject({
      status: 409,
      body: { statusCode: 409, message: 'Taken' },
    });
    expect(await request('/nowhere')).toMatchObject({ status: 404, body: { statusCode: 404 } });
  });
});

describe('UserModule.forRoot()', () => {
  it('refuses to start beside a plain UserModule import, which would have a second set of counters', async () => {
    @Module({ imports: [UserModule] })
    class MistakenModule {}
    const module = Test.createTestingModule({ imports: [UserModule.forRoot(SETTINGS), MistakenModule] });
    await expect(module.compile()).rejects.toThrow(/UserModule\.forRoot\(\) is global/);
  });

  it.each(['before', 'after'])(
    'keeps its settings apart from those that the host registers under the same names %s it',
    async (place) => {
      const load = ['app', 'messaging', 'storage'].map((name) => registerAs(name, () => ({ of: 'host' })));
      const host = ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load });
      const ours = UserModule.forRoot(SETTINGS);
      const imports = place === 'before' ? [host, ours] : [ours, host];
      const app = await Test.createTestingModule({ imports }).compile();
      onTestFinished(() => app.close());
      await app.init();
      expect(app.get(ConfigService).get('messaging')).toEqual({ of: 'host' });
      for (const { KEY, slice } of CONFIG_SLICES) {
        expect(app.get(KEY, { strict: false }), slice).not.toHaveProperty('of');
      }
      expect(app.get<MessagingConfig>(messagingConfig.KEY, { strict: false })).toMatchObject({
        mailDsn: 'outbox:',
      });
    },
  );

  it('reports every invalid setting at start', async () => {
    const module = Test.createTestingModule({ imports: [UserModule.forRoot({ MAIL_DSN: 'x:', PORT: 'y' })] });
    await expect(module.compile()).rejects.toThrow(/PORT[^]*MAIL_DSN|MAIL_DSN[^]*PORT/);
  });
});
