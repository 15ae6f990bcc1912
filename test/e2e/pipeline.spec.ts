import {
  type ArgumentsHost,
  BadGatewayException,
  BadRequestException,
  Body,
  Catch,
  ConflictException,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  HttpException,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  NotFoundException,
  Param,
  ParseArrayPipe,
  ParseUUIDPipe,
  Post,
  Query,
  Res,
  StreamableFile,
  UnprocessableEntityException,
  UseFilters,
} from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { SkipEnvelope } from '@system-management/envelope';
import { Ctx, type RequestContext } from '@system-management/request-context';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LANGUAGE_TAGS, fieldErrorText } from '../../src/languages/index.js';
import { LOGGER } from '../../src/operations/logging/logger.js';
import { TestApp } from '../support/app.js';

class ItemRequest {
  @Length(3, 20)
  @IsString()
  name!: string;
}

class OrderRequest {
  @IsUUID()
  id!: string;

  @ArrayMaxSize(2)
  @ValidateNested()
  @Type(() => ItemRequest)
  @IsArray()
  items!: ItemRequest[];

  @IsString({ each: true })
  @IsOptional()
  tags?: string[];
}

class UnruledRequest {
  name!: string;
}

class PageQuery {
  @Max(100)
  @Min(1)
  @IsInt()
  @Type(() => Number)
  page = 1;
}

@Catch(BadGatewayException)
class FeatureFilter extends BaseExceptionFilter {
  override catch(failure: BadGatewayException, host: ArgumentsHost): void {
    super.catch(failure, host);
  }
}

/** A plain Nest controller that uses nothing of this project except @Ctx() and @SkipEnvelope(). */
@Controller('v2/orders')
class OrdersController {
  @Get('context')
  context(@Ctx() { tenant, language }: RequestContext) {
    return { tenant, language };
  }

  @Get('list')
  list(@Query() { page }: PageQuery) {
    return { page };
  }

  @Get('by-id/:id')
  byId(@Param('id', ParseUUIDPipe) id: string) {
    return { id };
  }

  @Post()
  create(@Body() order: OrderRequest) {
    return order;
  }

  @Post('many')
  createMany(@Body(new ParseArrayPipe({ items: ItemRequest })) items: ItemRequest[]) {
    return items;
  }

  @Post('named')
  named(@Body('name') name: string) {
    return { name };
  }

  @Delete(':id')
  @HttpCode(204)
  remove(): void {}

  @Get('failure/:kind')
  failure(@Param('kind') kind: string): never {
    const failures: Readonly<Record<string, HttpException>> = {
      conflict: new ConflictException('Role exists'),
      teapot: new HttpException('I am a teapot', 418),
      unprocessable: new UnprocessableEntityException('No such plan'),
      missing: new NotFoundException('No such role'),
      list: new BadRequestException(['name is short', 'age is high']),
      busy: new HttpException('Slow down', 429),
      gateway: new BadGatewayException('upstream message'),
    };
    throw failures[kind] ?? new Error(`no failure ${kind}`);
  }

  @Get('own-filter')
  @UseFilters(FeatureFilter)
  ownFilter(): never {
    throw new BadGatewayException('The feature says so');
  }

  @Get('stream')
  stream(): StreamableFile {
    return new StreamableFile(Buffer.from('bytes'), { type: 'text/csv', disposition: 'attachment' });
  }

  @Get('passthrough')
  passthrough(@Res({ passthrough: true }) reply: FastifyReply): string {
    reply.type('text/csv');
    return 'a,b\n';
  }

  @Get('cookie')
  cookie(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('Set-Cookie', 'a=b');
    return { isSet: true };
  }

  @Get('res')
  res(@Res() reply: FastifyReply): void {
    void reply.type('text/plain').send('sent by the handler');
  }

  @Get('bare')
  @SkipEnvelope()
  bare() {
    return { keys: [] };
  }

  @Get('half')
  half(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.write('half');
    throw new Error('half-way');
  }

  @Get('vary')
  vary(@Res({ passthrough: true }) reply: FastifyReply): never {
    void reply.header('Vary', ['Origin', 'accept-language']);
    throw new ConflictException('Role exists');
  }

  @Post('unruled')
  unruled(@Body() body: UnruledRequest) {
    return body;
  }

  @Get('cached')
  @Header('Cache-Control', 'max-age=60')
  cached() {
    return {};
  }
}

const JSON_BODY = { 'Content-Type': 'application/json' };

describe('/v2/orders: a plain Nest controller', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ controllers: [OrdersController] });
  });
  afterAll(() => app.close());
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.fetch(`/v2/orders/${path}`, { headers });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.post(`/v2/orders${path}`, body, headers);

  it('receives the request context, and answers in the envelope with the headers of the contract', async () => {
    const { body, headers } = await get('context', { 'Accept-Language': 'de', 'X-Request-Id': 'r-1' });
    expect(body).toEqual({ code: 0, msg: 'success', data: { tenant: 'default', language: 'de' } });
    expect(headers.get('x-request-id')).toBe('r-1');
    expect(headers.get('content-language')).toBe('de');
    expect(headers.get('vary')).toContain('Accept-Language');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('refuses a tenant that does not exist', async () => {
    const { status, body } = await get('context', { 'iThings-tenant-code': 'unknown' });
    expect([status, body]).toMatchObject([
      400,
      { code: 100006, data: { errors: [{ field: 'iThings-tenant-code', rule: 'isTenant' }] } },
    ]);
  });

  it.each([
    ['conflict', 409, 100010, { detail: 'Role exists' }],
    ['teapot', 418, 100006, { detail: 'I am a teapot' }],
    ['unprocessable', 422, 100006, { detail: 'No such plan' }],
    ['missing', 404, 100009, { detail: 'No such role' }],
    ['list', 400, 100006, { detail: 'name is short; age is high' }],
    ['busy', 429, 1000028, { retryAfter: 1, detail: 'Slow down' }],
    ['gateway', 502, 100007, undefined],
  ])(
    'keeps the status of a Nest exception (%s), with the error code of that status',
    async (kind, status, code, data) => {
      const response = await get(`failure/${kind}`, { 'Accept-Language': 'zh-CN' });
      expect([response.status, response.body.code, response.body.data]).toEqual([status, code, data]);
      expect(response.body.msg).toMatch(/\p{Script=Han}/u);
      expect(response.headers.get('retry-after')).toBe(status === 429 ? '1' : null);
    },
  );

  it("returns the message of a pipe's exception as detail", async () => {
    const { status, body } = await get('by-id/abc');
    expect([status, body.code, body.data]).toEqual([
      400,
      100006,
      { detail: 'Validation failed (uuid is expected)' },
    ]);
  });

  it('omits the path from the response to an unknown route', async () => {
    expect((await get('nowhere/at/all')).body).toEqual({
      code: 100009,
      msg: 'We could not find this. Check the address, or go back and try again.',
    });
  });

  it('prefers an exception filter of the controller', async () => {
    const response = await fetch(`${app.url}/v2/orders/own-filter`);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ statusCode: 502, message: 'The feature says so' });
  });

  it.each([
    ['stream', 'text/csv', 'bytes'],
    ['passthrough', 'text/csv', 'a,b\n'],
    ['res', 'text/plain', 'sent by the handler'],
    ['bare', 'application/json', '{"keys":[]}'],
  ])('leaves responses of another shape unchanged: %s', async (path, type, text) => {
    const response = await fetch(`${app.url}/v2/orders/${path}`);
    expect([response.status, await response.text()]).toEqual([200, text]);
    expect(response.headers.get('content-type')).toContain(type);
  });

  it('wraps the return value of a handler that only sets a header by @Res({ passthrough: true })', async () => {
    const { body, headers } = await get('cookie');
    expect([body.data, headers.get('set-cookie')]).toEqual([{ isSet: true }, 'a=b']);
  });

  it('closes the connection if a handler fails after the first bytes, so that the response is not taken as complete', async () => {
    const text = fetch(`${app.url}/v2/orders/half`).then((response) => response.text());
    await expect(text).rejects.toThrow();
  });

  it('accepts a Vary header that is set as a list', async () => {
    const { status, headers } = await get('vary');
    expect([status, headers.get('vary')]).toEqual([409, 'Origin, accept-language']);
  });

  it('answers 100007 for a DTO without validation rules, which is a server error', async () => {
    expect((await post('/unruled', { name: 'x' })).body).toEqual({
      code: 100007,
      msg: 'Something went wrong on our side. Try again in a few minutes.',
    });
  });

  it('keeps Cache-Control of the route', async () => {
    expect((await get('cached')).headers.get('cache-control')).toBe('max-age=60');
  });

  it('sends no content with status 204', async () => {
    const response = await fetch(`${app.url}/v2/orders/7`, { method: 'DELETE' });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('coerces a query parameter by @Type() of its DTO, and validates the result', async () => {
    expect((await get('list?page=7')).body.data).toEqual({ page: 7 });
    expect((await get('list')).body.data).toEqual({ page: 1 });
    for (const [page, rule] of [
      ['x', 'isInt'],
      ['0', 'min'],
      ['101', 'max'],
      ['1&page=2', 'isInt'],
    ]) {
      expect((await get(`list?page=${page}`)).body.data).toMatchObject({ errors: [{ field: 'page', rule }] });
    }
  });

  it.each(LANGUAGE_TAGS)('reports errors in nested fields and lists, in %s', async (language) => {
    const order = { id: 'x', items: [{ name: 'fine' }, { name: 'a' }], tags: ['a', 5] };
    const { body } = await post('', order, { 'Accept-Language': language });
    const { errors } = body.data as { errors: { field: string; rule: string; message: string }[] };
    expect(errors.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'id isUuid',
      'items.1.name isLength',
      'tags isString',
    ]);
    const [id, name, tags] = errors.map(({ message }) => message);
    expect(id).toContain('UUID');
    expect(name).toMatch(/items\.1\.name.*3.*20/s);
    expect(tags).not.toBe(fieldErrorText({ field: 'tags', rule: 'isString' }, language));
  });

  it('accepts a list as the body with ParseArrayPipe, and binds one field of a body', async () => {
    expect((await post('/many', [{ name: 'fine' }])).body.data).toEqual([{ name: 'fine' }]);
    expect((await post('/many', [{ name: 'a' }])).status).toBe(400);
    expect((await post('/named', { name: 'x' })).body.data).toEqual({ name: 'x' });
    expect((await post('', [1])).body.data).toMatchObject({
      errors: [{ field: 'body', rule: 'isJsonObject' }],
    });
  });

  it('answers malformed JSON in the language of the caller, with the request id of the caller', async () => {
    const { status, body, headers } = await app.fetch('/v2/orders', {
      method: 'POST',
      headers: { ...JSON_BODY, 'Accept-Language': 'ru', 'X-Request-Id': 'r-2' },
      body: '{"id":',
    });
    expect([status, body.code, headers.get('x-request-id')]).toEqual([400, 100006, 'r-2']);
    expect(headers.get('content-language')).toBe('ru');
  });
});

/** Middleware that throws before any guard. */
@Module({})
class BrokenMiddlewareModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    const fail = () => {
      throw new Error('secret message');
    };
    consumer.apply(fail).forRoutes('v2/orders/bare');
  }
}

describe('/v2/orders: an error before any guard', () => {
  it('answers in the envelope with the request id of the log entry', async () => {
    const app = await TestApp.start({
      controllers: [OrdersController],
      imports: [BrokenMiddlewareModule],
    });
    const logged = vi.spyOn(app.nest.get<Logger>(LOGGER), 'error').mockReturnValue(undefined);
    const { status, headers, body } = await app.fetch('/v2/orders/bare', {
      headers: { 'X-Request-Id': 'r-3', 'Accept-Language': 'de' },
    });
    expect([status, body.code, headers.get('x-request-id')]).toEqual([500, 100007, 'r-3']);
    expect(headers.get('content-language')).toBe('de');
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ requestId: 'r-3' }), 'unexpected error');
    await app.close();
  });
});

describe('/v2/orders with ERROR_STATUS=200', () => {
  it('answers a failure with status 200', async () => {
    const app = await TestApp.start({ env: { ERROR_STATUS: '200' }, controllers: [OrdersController] });
    const { status, body } = await app.fetch('/v2/orders/failure/conflict');
    expect([status, body.code]).toEqual([200, 100010]);
    await app.close();
  });
});
