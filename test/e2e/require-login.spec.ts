import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CommonErrors } from '@system-management/envelope';
import { Ctx, type RequestContext } from '@system-management/request-context';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiErrors } from '../../src/pipeline/api-errors.js';
import { RequireLogin, UserModule } from '../../src/user/index.js';
import { CAPTCHA, TestApp } from '../support/app.js';

const SECRET = 'a secret of this test';

@ApiTags('notes')
@RequireLogin()
@Controller('api/v1/test/notes')
class NotesController {
  @Get()
  @ApiOperation({ summary: 'List' })
  list(@Ctx() { user }: RequestContext) {
    return { owner: user?.id };
  }

  @Post()
  @ApiOperation({ summary: 'Create' })
  @ApiErrors(CommonErrors.NotLogin, CommonErrors.Duplicate, CommonErrors.Duplicate)
  create(): void {}
}

@ApiTags('public')
@Controller('api/v1/test/public')
class PublicController {
  @Get()
  @ApiOperation({ summary: 'Read' })
  read(): void {}

  @Get('own')
  @RequireLogin()
  @ApiOperation({ summary: 'Read own' })
  own(): void {}
}

describe('@RequireLogin()', () => {
  let app: TestApp;
  let document: OpenAPIObject;
  beforeAll(async () => {
    app = await TestApp.start({
      env: { USER_TOKEN_SECRET: SECRET },
      imports: [UserModule],
      controllers: [NotesController, PublicController],
    });
    document = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
  });
  afterAll(() => app.close());

  const tokenFor = (claims: Record<string, unknown>, secret = SECRET, exp = '1h') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(exp)
      .sign(new TextEncoder().encode(secret));
  const get = (path: string, headers: Record<string, string> = {}) => app.fetch(path, { headers });

  it('admits a signed-in user, on a controller and on a handler', async () => {
    const headers = { 'iThings-token': await tokenFor({ Uid: '7' }) };
    expect((await get('/api/v1/test/notes', headers)).body.data).toEqual({ owner: '7' });
    expect((await get('/api/v1/test/public/own', headers)).status).toBe(200);
  });

  it('answers any other request with 1000007 in the language of the caller', async () => {
    const tokens = [
      undefined,
      'garbage',
      await tokenFor({ Uid: '7' }, 'another secret'),
      await tokenFor({ Uid: '7' }, SECRET, '-1h'),
      await tokenFor({ Role: 1 }),
    ];
    for (const token of tokens) {
      const headers = { 'Accept-Language': 'zh-CN', ...(token && { token }) };
      const { status, body } = await get('/api/v1/test/notes', headers);
      expect([status, body]).toEqual([401, { code: 1000007, msg: '尚未登录，请先登录' }]);
    }
    expect((await get('/api/v1/test/public')).status).toBe(200);
    expect((await get('/api/v1/test/public/own')).status).toBe(401);
  });

  it('documents the token header as a security scheme, and error 401', () => {
    expect(document.components?.securitySchemes?.['iThings-token']).toMatchObject({
      type: 'apiKey',
      in: 'header',
      name: 'iThings-token',
    });
    const { get: list, post: create } = document.paths['/api/v1/test/notes']!;
    for (const operation of [list, document.paths['/api/v1/test/public/own']!.get]) {
      expect(operation?.security).toEqual([{ 'iThings-token': [] }]);
      expect(operation?.responses['401']).toMatchObject({
        description: expect.stringContaining('1000007 NotLogin') as string,
      });
    }
    expect(document.paths['/api/v1/test/public']!.get?.security).toEqual([]);
    expect(create?.responses).toHaveProperty('401');
  });

  it('documents an error once if two decorators declare it', () => {
    const { post: create } = document.paths['/api/v1/test/notes']!;
    for (const [status, row] of [
      ['401', '1000007 NotLogin'],
      ['409', '100010 Duplicate'],
      ['400', '100006 Parameter'],
    ] as const) {
      const { description = '' } = create!.responses[status] as { description?: string };
      expect(description.split(`**${row}**`)).toHaveLength(2);
    }
  });
});

describe('POST /api/v1/system/user/captcha: the tokens of deployed login services', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const signed = (claims: Record<string, unknown>) =>
    new SignJWT({ Uid: '7', ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(SECRET));
  const login = { use: 'changePwd', type: 'image' };

  describe.each([
    ['without USER_TOKEN_MAX_AGE', {}, false],
    ['with USER_TOKEN_MAX_AGE', { USER_TOKEN_MAX_AGE: '3600' }, true],
  ])('%s', (_setting, env, isAgeJudged) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await TestApp.start({ env: { USER_TOKEN_SECRET: SECRET, ...env } });
    });
    afterAll(() => app.close());
    const code = async (headers: Record<string, string>) =>
      (await app.post(CAPTCHA, login, headers)).body.code;

    it.each(['', 'Bearer ', 'bearer ', 'BEARER    '])('are taken with the prefix %j', async (prefix) => {
      const token = prefix + (await signed({ exp: now() + 60 }));
      expect(await code({ 'iThings-token': token })).toBe(0);
      expect(await code({ 'iThings-token': '', token })).toBe(0);
    });

    it('are taken if the clocks differ by 2 seconds', async () => {
      for (const claims of [
        { nbf: now() + 2, exp: now() + 60 },
        { iat: now() + 2, exp: now() + 60 },
        { exp: now() - 2 },
      ]) {
        expect(await code({ 'iThings-token': await signed(claims) })).toBe(0);
      }
    });

    it.each([
      ['iat now', 0, isAgeJudged],
      ['iat a minute ago', -60, isAgeJudged],
      ['iat two hours ago', -7200, false],
      ['iat in a minute', 60, false],
    ])('are judged by USER_TOKEN_MAX_AGE without exp: %s', async (_when, seconds, isTaken) => {
      expect(await code({ token: await signed({ iat: now() + seconds }) })).toBe(isTaken ? 0 : 1000007);
    });

    it('are invalid without exp and iat, and when they are not valid yet', async () => {
      expect(await code({ token: await signed({}) })).toBe(1000007);
      expect(await code({ token: await signed({ nbf: now() + 60, exp: now() + 600 }) })).toBe(1000007);
    });
  });
});
