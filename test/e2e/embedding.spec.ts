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
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Ctx, type RequestContext, UseSystemPipeline } from '@system-management/request-context';
import { Outbox } from '@system-management/messaging';
import { IsNotEmpty, IsString } from 'class-validator';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Proof,
  RequireCaptcha,
  RequireLogin,
  UserModule,
  Verified,
} from '../../src/user/user.module.js';
import { type ApiResponse, CAPTCHA, UNLIMITED } from '../support/app.js';

const SECRET = 'a secret of the host';
const SETTINGS = { ...UNLIMITED, LOG_LEVEL: 'silent', USER_TOKEN_SECRET: SECRET };

class CloseRequest {
  @IsNotEmpty()
  @IsString()
  reason!: string;
}

/** The host's own, in its own shape. */
@Controller('greetings')
class GreetingsController {
  @Get()
  greet() {
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
    return { identity: recipient };
  }
}

/** The host's own, in our shape. */
@UseSystemPipeline()
@Controller('accounts')
class AccountsController {
  @Post('close')
  @HttpCode(200)
  @RequireCaptcha({ use: 'login', types: ['email'], body: CloseRequest })
  close(@Body() { reason }: CloseRequest, @Verified() { recipient }: Proof, @Ctx() context: RequestContext) {
    return { reason, identity: recipient, tenant: context.tenant };
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
    throw new Error('secret words');
  }
}

@Module({ controllers: [GreetingsController, AccountsController] })
class HostModule {}

/** What a host may keep its settings in. */
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
] as const)('An ordinary Nest application on %s with UserModule.%s', (platform, mount) => {
  let app: INestApplication;
  let url: string;
  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [MOUNTS[mount]!(), HostModule] }).compile();
    app = module.createNestApplication(ADAPTERS[platform](), { logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  async function ask<Data = Record<string, unknown>>(
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
    const answer = (await response.json()) as ApiResponse<Data>['body'];
    return { status: response.status, headers: response.headers, body: answer };
  }

  /** What the person types, once the code has arrived. */
  async function issue(account: string) {
    const { body } = await ask<{ codeID: string }>(CAPTCHA, { use: 'login', type: 'email', account });
    const { codeID } = body.data;
    const [message] = await app.get(Outbox).messages({ codeID, waitMs: 1000 });
    return { type: 'email', account, codeID, code: message?.code ?? '' };
  }

  describe('issues and verifies', () => {
    it('an image', async () => {
      const { status, body } = await ask(CAPTCHA, { use: 'login', type: 'image' });
      expect([status, body.code, body.msg]).toEqual([200, 0, 'success']);
      expect(body.data['url']).toMatch(/^data:image\/png;base64,/);
    });

    it('a code by e-mail, which becomes a ticket that the keys prove', async () => {
      const { status, body } = await ask(`${CAPTCHA}/verify`, {
        use: 'login',
        ...(await issue('a@example.com')),
      });
      expect([status, body.code]).toEqual([200, 0]);
      expect(body.data['ticket']).toMatch(/^eyJ/);
      const jwks = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as object;
      expect(Object.keys(jwks)).toEqual(['keys']);
    });

    it('with the headers of the contract', async () => {
      const { headers } = await ask(
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

  describe('answers failures in the envelope, in the language of the caller:', () => {
    const GERMAN = { 'Accept-Language': 'de' };

    it.each([
      ['a wrong field', { type: 'image' }, {}, [400, 100006, 'use ist erforderlich']],
      [
        'an unknown tenant',
        { use: 'login', type: 'image' },
        { 'tenant-code': 'unknown' },
        [400, 100006, 'iThings-tenant-code bezeichnet keinen bekannten Mandanten'],
      ],
      ['a list', [], {}, [400, 100006, 'Der Inhalt der Anfrage muss ein JSON-Objekt sein']],
    ])('%s', async (_what, body, headers, [status, code, message]) => {
      const answer = await ask<{ errors: { message: string }[] }>(CAPTCHA, body, { ...GERMAN, ...headers });
      expect([answer.status, answer.body.code, answer.body.data.errors[0]?.message]).toEqual([
        status,
        code,
        message,
      ]);
      expect(answer.headers.get('content-language')).toBe('de');
    });

    it('a wrong code', async () => {
      const wrong = { use: 'login', ...(await issue('b@example.com')), codeID: 'A'.repeat(20) };
      expect((await ask(`${CAPTCHA}/verify`, wrong, GERMAN)).body).toEqual({
        code: 1000005,
        msg: 'Der Code ist falsch oder abgelaufen',
      });
    });

    it('a form, where the host reads forms', async () => {
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const { status, body } = await ask(CAPTCHA, 'use=login&type=image', { ...form, ...GERMAN });
      expect([status, body]).toEqual([415, { code: 100014, msg: 'Der Inhalt der Anfrage muss JSON sein' }]);
    });

    it.each([
      ['a patch', { 'Content-Type': 'application/json-patch+json' }],
      ['packed JSON', { 'Content-Type': 'application/json', 'Content-Encoding': 'identity, gzip' }],
    ])('%s', async (_what, headers) => {
      const { status, body } = await ask(CAPTCHA, '{"use":"login","type":"image"}', headers);
      // What the host's own parser refuses is in the host's shape.
      expect([status, body.code ?? 100014]).toEqual([415, 100014]);
    });

    it("a Nest exception and a bug of the host's controller in our shape", async () => {
      const conflict = await ask('/accounts/failure');
      expect([conflict.status, conflict.body]).toMatchObject([
        409,
        { code: 100010, data: { detail: 'Taken' } },
      ]);
      const bug = await ask('/accounts/bug');
      expect([bug.status, bug.body]).toEqual([
        500,
        { code: 100007, msg: 'Something went wrong on our side' },
      ]);
    });
  });

  describe("guards the host's routes", () => {
    it('by a code, which a mistyped field does not consume', async () => {
      const right = await issue('c@example.com');
      const { body } = await ask<{ errors: { field: string }[] }>('/accounts/close', {
        ...right,
        reason: '',
      });
      expect([body.code, body.data.errors[0]?.field]).toEqual([100006, 'reason']);
      const closed = await ask('/accounts/close', { ...right, reason: 'moved' });
      expect(closed.body.data).toEqual({ reason: 'moved', identity: 'c@example.com', tenant: 'default' });
      expect((await ask('/accounts/close', { ...right, reason: 'moved' })).body.code).toBe(1000005);
    });

    it('by a login', async () => {
      const refused = await ask('/accounts/me');
      expect([refused.status, refused.body.code]).toEqual([401, 1000007]);
      const me = await ask('/accounts/me', undefined, await tokenFor({ Uid: '7' }));
      expect(me.body.data).toEqual({ id: '7' });
    });

    it('and check the tenant of a token where they have no pipeline of ours', async () => {
      const mine: unknown = (await ask('/greetings/mine', undefined, await tokenFor({ Uid: '7' }))).body;
      expect(mine).toEqual({ tenant: 'default', id: '7' });
      const ghost = await tokenFor({ Uid: '7', TenantCode: 'ghost' });
      expect((await ask('/greetings/mine', undefined, ghost)).status).toBe(400);
    });

    it("in the host's own shape where they have no pipeline of ours", async () => {
      const right = await issue('d@example.com');
      const wrong: unknown = (await ask('/greetings/guarded', { ...right, codeID: 'A'.repeat(20) })).body;
      expect(wrong).toEqual({ statusCode: 400, code: 1000005, message: 'Captcha' });
      const passed: unknown = (await ask('/greetings/guarded', right)).body;
      expect(passed).toEqual({ identity: 'd@example.com' });
    });
  });

  it("leaves the host's own routes as they are", async () => {
    const greeting = await ask('/greetings', undefined, { 'tenant-code': 'unknown' });
    expect(greeting.body).toEqual({ hello: 'world' });
    expect(greeting.headers.get('x-request-id')).toBeNull();
    expect((await ask('/greetings', { any: [1] })).body).toEqual({ any: [1] });
    expect(await ask('/greetings/failure')).toMatchObject({
      status: 409,
      body: { statusCode: 409, message: 'Taken' },
    });
    expect(await ask('/nowhere')).toMatchObject({ status: 404, body: { statusCode: 404 } });
  });
});

describe('UserModule beside its own forRoot', () => {
  it('is refused at start, because its counters would be a second set', async () => {
    @Module({ imports: [UserModule] })
    class MistakenModule {}
    const module = Test.createTestingModule({ imports: [UserModule.forRoot(SETTINGS), MistakenModule] });
    await expect(module.compile()).rejects.toThrow(/UserModule\.forRoot\(\) is global/);
  });

  it('names every problem of the settings at start', async () => {
    const module = Test.createTestingModule({ imports: [UserModule.forRoot({ MAIL_DSN: 'x:', PORT: 'y' })] });
    await expect(module.compile()).rejects.toThrow(/PORT[^]*MAIL_DSN|MAIL_DSN[^]*PORT/);
  });
});
