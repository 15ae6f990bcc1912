import { AsyncLocalStorage } from 'node:async_hooks';
import { fastify, type FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import { batchRequests } from './batch-requests.js';

const BATCH_SIZE = 32;

describe('batchRequests()', () => {
  let server: FastifyInstance;
  let steps: string[];
  beforeEach(() => {
    steps = [];
    server = fastify();
    batchRequests(server);
    server.addHook('preValidation', (_request, _reply, done) => (steps.push('read'), done()));
    server.post('/', async () => {
      steps.push('begun');
      await Promise.resolve();
      steps.push('handled');
      return 'done';
    });
    server.post('/later', async () => {
      await new Promise(setImmediate);
      steps.push('handled');
      return 'done';
    });
    server.post('/throws', () => Promise.reject(new Error('no')));
  });

  const post = (path: string) => server.inject({ method: 'POST', url: path, payload: {} });
  /** Reads the requests in one turn of the event loop, one after another. */
  const postAll = (paths: readonly string[]) =>
    Promise.all(
      paths.map(async (path) => {
        await new Promise(setImmediate);
        return post(path);
      }),
    );
  /** These steps in their order, with how often each follows itself. */
  const runs = (...of: string[]) =>
    steps
      .filter((step) => of.includes(step))
      .reduce<[string, number][]>((all, step) => {
        const last = all.at(-1);
        if (last?.[0] === step) last[1]++;
        else all.push([step, 1]);
        return all;
      }, []);

  it('handles 32 requests in step when they have been read, and the others when the turn ends', async () => {
    await server.ready();
    const responses = await postAll(Array<string>(BATCH_SIZE + 8).fill('/'));
    expect(responses.map(({ statusCode, body }) => [statusCode, body])).toEqual(
      Array(BATCH_SIZE + 8).fill([200, 'done']),
    );
    const handled = (count: number) => ['begun', 'handled'].map((step) => [step, count]);
    expect(runs('read', 'begun', 'handled')).toEqual([
      ['read', BATCH_SIZE],
      ...handled(BATCH_SIZE),
      ['read', 8],
      ...handled(8),
    ]);
  });

  it('sends responses together, also when their handlers end one after another', async () => {
    server.addHook(
      'onSend',
      (_request, _reply, payload, done) => (steps.push('sending'), done(null, payload)),
    );
    await server.ready();
    await postAll(Array<string>(3).fill('/later'));
    expect(runs('handled', 'sending')).toEqual([
      ['handled', 3],
      ['sending', 3],
    ]);
  });

  it('answers a single request', async () => {
    expect((await post('/')).body).toBe('done');
  });

  it('handles a request with a body when the turn ends, and one without at once', async () => {
    server.addHook('onRequest', (_request, _reply, done) => {
      setImmediate(() => steps.push('turn ended'));
      done();
    });
    server.get('/', async () => void steps.push('begun'));
    await server.ready();
    await post('/');
    expect(steps.splice(0).filter((step) => step !== 'read')).toEqual(['turn ended', 'begun', 'handled']);
    await server.inject('/');
    await new Promise(setImmediate);
    expect(steps).toEqual(['read', 'begun', 'turn ended']);
  });

  it('answers the other requests of a batch when one fails', async () => {
    const responses = await postAll(['/', '/throws', '/nowhere', '/']);
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 500, 404, 200]);
  });

  it('reports what sending a response throws', async () => {
    server.post('/header', (_request, reply) => reply.header('X-Wrong', 'a\nb').send('done'));
    const responses = await postAll(['/header', '/']);
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([500, 200]);
  });

  it('keeps the async context of each request', async () => {
    const current = new AsyncLocalStorage<string>();
    server.addHook('preHandler', ({ query }, _reply, done) => {
      current.run((query as { name: string }).name, done);
    });
    server.post('/name', async () => current.getStore());
    const names = Array.from({ length: BATCH_SIZE + 8 }, (_, index) => `${index}`);
    const responses = await postAll(names.map((name) => `/name?name=${name}`));
    expect(responses.map(({ body }) => body)).toEqual(names);
  });
});
