import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANSWER_BODY_LIMIT, BODY_LIMIT, parseJsonBodies } from './parse-json-bodies.js';

/** An error of Fastify, or an `AppError`. */
interface KnownError extends Error {
  readonly statusCode?: number;
  readonly definition?: { readonly status: number };
}

/** The status that the application gives to an error. */
const statusOf = ({ definition, statusCode }: KnownError): number => definition?.status ?? statusCode ?? 500;

/** An answer that a program made, and one that was typed. */
const SOLUTION = 'x'.repeat(800);
const TYPED = 'ACDEFH';

describe('parseJsonBodies()', () => {
  let server: FastifyInstance;
  let url: string;
  beforeAll(async () => {
    server = fastify({ bodyLimit: ANSWER_BODY_LIMIT });
    parseJsonBodies(server, (code) => code.length > 128);
    server.setErrorHandler<KnownError>((error, _request, reply) => reply.status(statusOf(error)).send());
    server.post('/', ({ body }) => ({ body }));
    url = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => server.close());

  const post = async (body: string): Promise<{ status: number; body?: unknown }> => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, ...(response.ok && ((await response.json()) as object)) };
  };
  /** JSON of exactly so many bytes. */
  const padded = (fields: object, bytes: number): string => {
    const text = JSON.stringify({ ...fields, pad: '' });
    return text.replace('"pad":""', `"pad":"${'x'.repeat(bytes - Buffer.byteLength(text))}"`);
  };

  it('parses a body', async () => {
    expect(await post('{"code":"ACDEFH"}')).toEqual({ status: 200, body: { code: 'ACDEFH' } });
    expect(await post('null')).toEqual({ status: 200, body: null });
  });

  it.each(['{"code":', '{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{}}}', ''])(
    'answers 400 to %j',
    async (body) => {
      expect(await post(body)).toEqual({ status: 400 });
    },
  );

  it('answers 413 to a body above 4 KiB', async () => {
    expect((await post(padded({ code: TYPED }, BODY_LIMIT))).status).toBe(200);
    expect((await post(padded({ code: TYPED }, BODY_LIMIT + 1))).status).toBe(413);
    expect((await post(padded({}, BODY_LIMIT + 1))).status).toBe(413);
  });

  it('answers 400 to a larger text that is no JSON, and 413 to a larger one that is null', async () => {
    expect((await post('{'.repeat(BODY_LIMIT + 1))).status).toBe(400);
    expect((await post('null'.padStart(BODY_LIMIT + 1))).status).toBe(413);
  });

  it('counts bytes, not characters', async () => {
    expect((await post(padded({ code: '码' }, BODY_LIMIT))).status).toBe(200);
    expect((await post(JSON.stringify({ code: TYPED, text: '码'.repeat(BODY_LIMIT / 2) }))).status).toBe(413);
  });

  it('takes a body of 8 KiB whose code was made by a program', async () => {
    expect((await post(padded({ code: SOLUTION }, ANSWER_BODY_LIMIT))).status).toBe(200);
    expect((await post(padded({ code: SOLUTION }, ANSWER_BODY_LIMIT + 1))).status).toBe(413);
  });

  it.each([
    ['in another field', { ticket: SOLUTION }],
    ['in another object', { answer: { code: SOLUTION } }],
    ['in a list', { code: [SOLUTION] }],
    ['as an object', { code: { length: 800 } }],
  ])('answers 413 to a body above 4 KiB with a long text %s', async (_, fields) => {
    expect((await post(padded(fields, BODY_LIMIT + 1))).status).toBe(413);
  });
});
