import {
  BadRequestException,
  ConflictException,
  ForbiddenException,
  HttpException,
  NotFoundException,
} from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { AppError } from './app-error.js';
import { CommonErrors } from './common.errors.js';
import { envelopedFastify } from '../testing/enveloped-fastify.js';
import { toAppError } from './to-app-error.js';

function fastifyError(code: string, statusCode: number): Error {
  return Object.assign(new Error('message of a library'), { code, statusCode });
}

describe('toAppError()', () => {
  it('returns an AppError unchanged', () => {
    const failure = new AppError(CommonErrors.Frequent, { retryAfter: 42 });
    expect(toAppError(failure)).toBe(failure);
  });

  it.each([
    [401, 'NotLogin'],
    [403, 'Permissions'],
    [404, 'NotFound'],
    [405, 'Method'],
    [409, 'Duplicate'],
    [413, 'OutRange'],
    [415, 'Type'],
    [429, 'Frequent'],
    [431, 'OutRange'],
    [503, 'Server'],
    [504, 'Timeout'],
  ])('converts an HttpException with status %i to %s and keeps the status', (status, name) => {
    const failure = toAppError(new HttpException('message', status));
    expect([failure.definition.name, failure.getStatus()]).toEqual([name, status]);
  });

  it.each([400, 402, 406, 411, 418, 422, 451])(
    'converts any other client error (%i) to Parameter and keeps the status',
    (status) => {
      const failure = toAppError(new HttpException('message', status));
      expect([failure.definition, failure.getStatus()]).toEqual([CommonErrors.Parameter, status]);
      expect(failure.data).toEqual({ detail: 'message' });
    },
  );

  it.each([500, 501, 502, 599])(
    'converts an HttpException with status %i to System, without its message',
    (status) => {
      const failure = toAppError(new HttpException('message', status));
      expect([failure.definition, failure.getStatus(), failure.data]).toEqual([
        CommonErrors.System,
        status,
        undefined,
      ]);
    },
  );

  it.each([0, 99, 200, 204, 302, 600, 999, NaN, 404.5])(
    'converts an HttpException whose status %d is outside 400–599 to System',
    (status) => {
      const failure = toAppError(new HttpException('message', status));
      expect([failure.definition, failure.getStatus(), failure.data]).toEqual([
        CommonErrors.System,
        500,
        undefined,
      ]);
    },
  );

  it.each([
    [new ConflictException('Role exists'), 'Role exists'],
    [new BadRequestException(['name is short', 'age is high']), 'name is short; age is high'],
    [new HttpException('I am a teapot', 418), 'I am a teapot'],
    [
      new ConflictException('Role exists', { cause: Object.assign(new Error('up'), { statusCode: 400 }) }),
      'Role exists',
    ],
    [
      new ConflictException('Role exists', { cause: Object.assign(new Error('up'), { statusCode: 409 }) }),
      'Role exists',
    ],
    [new ForbiddenException(), 'Forbidden'],
    [new ConflictException('Role exists', { cause: new Error('duplicate key') }), 'Role exists'],
  ])('exposes the message of an HttpException as detail (%#)', (thrown, detail) => {
    expect(toAppError(thrown).data).toMatchObject({ detail });
  });

  it('adds no detail if the response has no message', () => {
    expect(toAppError(new HttpException({ reason: 'ours' }, 418)).data).toBeUndefined();
  });

  it('reports an aborted upload as a malformed body', () => {
    const aborted = Object.assign(new Error('aborted'), { code: 'ECONNRESET', statusCode: 400 });
    expect(toAppError(aborted)).toMatchObject({ fieldErrors: [{ field: 'body', rule: 'isJsonObject' }] });
  });

  it('reports a URL that Express cannot decode, read from the cause', () => {
    const cause = Object.assign(new URIError("Failed to decode param '%FF'"), { statusCode: 400 });
    expect(toAppError(new BadRequestException(cause.message, { cause }))).toMatchObject({
      fieldErrors: [{ field: 'url', rule: 'isUrl' }],
    });
  });

  it("does not expose the message of Nest's own 404, which contains the path", () => {
    const thrown = new NotFoundException('Cannot GET /secret');
    expect(toAppError(thrown, { routeMissing: 'Cannot GET /secret' }).data).toBeUndefined();
    expect(toAppError(thrown, { routeMissing: 'Cannot GET /other' }).data).toEqual({
      detail: 'Cannot GET /secret',
    });
  });

  it.each([
    ['an Error', new Error('message')],
    ['an Error that claims a status', Object.assign(new Error('message'), { statusCode: 404, status: 404 })],
    ['an Error with the code of another library', fastifyError('ENOENT', 404)],
    ['an object that looks like an HTTP exception', { statusCode: 404, getStatus: () => 404 }],
    ['an object with a Fastify code', { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }],
    ['a Fastify error without a status', Object.assign(new Error(), { code: 'FST_ERR_X' })],
    ['a Fastify error with a status that is no number', fastifyError('FST_ERR_X', NaN)],
    ['text', 'message'],
    ['undefined', undefined],
    ['null', null],
  ])('converts %s to System and keeps it as the cause', (_what, thrown) => {
    const failure = toAppError(thrown);
    expect([failure.definition, failure.getStatus(), failure.data]).toEqual([
      CommonErrors.System,
      500,
      undefined,
    ]);
    expect(failure.cause).toBe(thrown ?? undefined);
  });

  it.each([
    ['FST_ERR_BAD_URL', 400, { field: 'url', rule: 'isUrl' }],
    ['FST_ERR_CTP_EMPTY_JSON_BODY', 400, { field: 'body', rule: 'isJsonObject' }],
    ['FST_ERR_CTP_INVALID_JSON_BODY', 400, { field: 'body', rule: 'isJsonObject' }],
    ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400, { field: 'body', rule: 'isJsonObject' }],
  ])("converts Fastify's %s to a field error", (code, statusCode, fieldError) => {
    expect(toAppError(fastifyError(code, statusCode))).toMatchObject({ fieldErrors: [fieldError] });
  });

  it('finds the Fastify error that is the cause of an HttpException', () => {
    const thrown = new HttpException('message', 400, { cause: fastifyError('FST_ERR_BAD_URL', 400) });
    expect(toAppError(thrown)).toMatchObject({ fieldErrors: [{ field: 'url', rule: 'isUrl' }] });
  });

  it('exposes the message of a library only as the cause', () => {
    const cause = Object.assign(new SyntaxError('Unexpected token s in secret'), {
      statusCode: 413,
      expose: true,
    });
    const thrown = new HttpException(cause.message, 413, { cause });
    const failure = toAppError(thrown);
    expect(failure.cause).toBe(thrown);
    expect(JSON.stringify([failure.definition, failure.data, failure.getResponse()])).not.toContain('secret');
  });

  it('adds retryAfter to a 503', () => {
    expect(toAppError(new HttpException('message', 503)).data).toEqual({ retryAfter: 1 });
  });

  // API contract: `Retry-After` with every 429, and `data` of Frequent is `{retryAfter}`.
  it('adds retryAfter to a 429 from any source', () => {
    const data = toAppError(new HttpException('message', 429)).data as { retryAfter?: unknown } | undefined;
    expect(data?.retryAfter).toEqual(expect.any(Number));
  });
});

describe('toAppError() for requests that Fastify rejects', () => {
  async function responseTo(payload: string, headers: Record<string, string> = {}) {
    const server = envelopedFastify({}, { bodyLimit: 64 });
    server.removeContentTypeParser('text/plain');
    server.post('/api/x', async () => 'reached');
    const response = await server.inject({
      method: 'POST',
      url: '/api/x',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
    return [response.statusCode, response.json<{ code: number }>().code];
  }

  it.each([
    ['broken JSON', '{"use":'],
    ['an empty body', ''],
    ['a __proto__ key', '{"__proto__":{"admin":true}}'],
    ['a constructor key that pollutes', '{"constructor":{"prototype":{"admin":true}}}'],
    ['NUL', '\u0000'],
  ])('returns Parameter for %s', async (_what, payload) => {
    expect(await responseTo(payload)).toEqual([400, 100006]);
  });

  it('returns OutRange for a body above the limit', async () => {
    expect(await responseTo(JSON.stringify({ use: 'x'.repeat(64) }))).toEqual([413, 100015]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'garbage'])(
    'returns Type for the media type %s',
    async (type) => {
      expect(await responseTo('{}', { 'content-type': type })).toEqual([415, 100014]);
    },
  );

  it('returns Parameter for a URL that cannot be decoded', async () => {
    const response = await envelopedFastify().inject('/api/%E0%A4%A');
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ data: { errors: [{ field: 'url', rule: 'isUrl' }] } });
  });
});
