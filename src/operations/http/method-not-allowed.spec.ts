import type { AppError } from '@system-management/envelope';
import makeFastify, { type FastifyInstance, type FastifyServerOptions, type HTTPMethods } from 'fastify';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { methodNotAllowed } from './method-not-allowed.js';

/** Responds to an error with its code. */
function envelopedFastify(options: FastifyServerOptions = {}): FastifyInstance {
  const instance = makeFastify(options) as FastifyInstance;
  instance.setErrorHandler((error: AppError, _request, reply) =>
    reply.status(error.getStatus?.() ?? 500).send({ code: error.definition?.code }),
  );
  onTestFinished(() => instance.close());
  return instance;
}

function server(): FastifyInstance {
  const fastify = envelopedFastify();
  fastify.removeContentTypeParser('text/plain');
  const registerMethodNotAllowed = methodNotAllowed(fastify);
  fastify.get('/api/read', async () => 'read');
  fastify.post('/api/write', async () => 'write');
  fastify.get('/api/both', async () => 'read');
  fastify.route({ method: ['POST', 'PUT'], url: '/api/both', handler: async () => 'write' });
  fastify.get('/api/things/:id', async () => 'thing');
  fastify.get('/files/*', async () => 'file');
  fastify.delete('/api/gone', async () => 'gone');
  registerMethodNotAllowed();
  return fastify;
}

describe('methodNotAllowed(): a known path with a wrong method', () => {
  it.each([
    ['POST', '/api/read', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/read', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/api/read', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/read', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/write', 'OPTIONS, POST'],
    ['HEAD', '/api/write', 'OPTIONS, POST'],
    ['DELETE', '/api/both', 'GET, HEAD, OPTIONS, POST, PUT'],
    ['POST', '/api/things/7', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/gone', 'DELETE, OPTIONS'],
  ] as const)('is a 405 with the allowed methods: %s %s', async (method, url, allow) => {
    const response = await server().inject({ method, url });
    expect(response.statusCode).toBe(405);
    expect(response.headers['allow']).toBe(allow);
    if (method !== 'HEAD') expect(response.json()).toEqual({ code: 100013 });
  });

  // Contract §4: Method 100013, 405, "wrong method". Fastify routes these two like any other method.
  it.each(['TRACE', 'QUERY'])('is a 405 for %s', async (method) => {
    const response = await server().inject({ method: method as 'GET', url: '/api/read' });
    expect(response.statusCode).toBe(405);
  });

  it.each([
    ['of another type', 'text/plain', 'hello'],
    ['that is broken', 'application/json', '{"use":'],
    ['beyond the limit', 'application/json', `"${'x'.repeat(2_000_000)}"`],
  ])('is a 405 before a body %s is read', async (_description, type, payload) => {
    const response = await server().inject({
      method: 'POST',
      url: '/api/read',
      headers: { 'content-type': type },
      payload,
    });
    expect(response.statusCode).toBe(405);
  });

  it('never reaches a handler', async () => {
    const fastify = envelopedFastify();
    const registerMethodNotAllowed = methodNotAllowed(fastify);
    const handler = vi.fn(async () => 'reached');
    fastify.get('/api/read', handler);
    registerMethodNotAllowed();
    await fastify.inject({ method: 'DELETE', url: '/api/read' });
    expect(handler).not.toHaveBeenCalled();
  });

  it('is recorded when a plugin with a prefix registers the path', async () => {
    const fastify = envelopedFastify();
    const registerMethodNotAllowed = methodNotAllowed(fastify);
    await fastify.register(async (child) => void child.get('/inner', async () => 'inner'), {
      prefix: '/api',
    });
    registerMethodNotAllowed();
    expect(await fastify.inject({ method: 'POST', url: '/api/inner' })).toMatchObject({ statusCode: 405 });
    expect(await fastify.inject('/api/inner')).toMatchObject({ statusCode: 200 });
  });

  it('is recorded with and without a trailing slash if the router ignores it', async () => {
    const fastify = envelopedFastify({ routerOptions: { ignoreTrailingSlash: true } });
    const registerMethodNotAllowed = methodNotAllowed(fastify);
    fastify.get('/docs', async () => 'docs');
    fastify.post('/docs/', async () => 'docs');
    fastify.get('/', async () => 'home');
    registerMethodNotAllowed();
    for (const [url, allow] of [
      ['/docs', 'GET, HEAD, OPTIONS, POST'],
      ['/docs/', 'GET, HEAD, OPTIONS, POST'],
      ['/', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const response = await fastify.inject({ method: 'DELETE', url });
      expect([response.statusCode, response.headers['allow']]).toEqual([405, allow]);
    }
  });

  it('passes the onRequest hooks of the application first', async () => {
    const fastify = envelopedFastify();
    fastify.addHook('onRequest', async (_request, reply) => void reply.header('X-Request-Id', 'r1'));
    const registerMethodNotAllowed = methodNotAllowed(fastify);
    fastify.get('/api/read', async () => 'read');
    registerMethodNotAllowed();
    const response = await fastify.inject({ method: 'POST', url: '/api/read' });
    expect(response.headers['x-request-id']).toBe('r1');
  });
});

describe('methodNotAllowed(): any other request', () => {
  it.each([
    ['GET', '/api/read'],
    ['HEAD', '/api/read'],
    ['POST', '/api/write'],
    ['GET', '/api/both'],
    ['POST', '/api/both'],
    ['PUT', '/api/both'],
    ['GET', '/api/things/7'],
    ['GET', '/files/a/b'],
    ['DELETE', '/api/gone'],
  ] as const)('reaches its handler with an allowed method: %s %s', async (method: HTTPMethods, url) => {
    expect(await server().inject({ method: method as 'GET', url })).toMatchObject({ statusCode: 200 });
  });

  it('with OPTIONS reaches the CORS handler', async () => {
    const fastify = envelopedFastify();
    const registerMethodNotAllowed = methodNotAllowed(fastify);
    fastify.options('*', async () => 'preflight');
    fastify.get('/api/read', async () => 'read');
    registerMethodNotAllowed();
    expect(await fastify.inject({ method: 'OPTIONS', url: '/api/read' })).toMatchObject({ statusCode: 200 });
  });

  it.each([
    ['GET', '/api/unknown'],
    ['POST', '/api/unknown'],
    ['DELETE', '/api'],
    ['POST', '/api/read/deeper'],
    ['POST', '/files/a'],
  ] as const)('to an unknown path is a 404 without Allow: %s %s', async (method, url) => {
    const response = await server().inject({ method, url });
    expect(response.statusCode).toBe(404);
    expect(response.headers['allow']).toBeUndefined();
  });
});
