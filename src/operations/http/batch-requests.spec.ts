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
    server.addHook('onRequest', (_request, _reply, done) => (steps.push('read'), done()));
    server.addHook('onResponse', (_request, _reply, done) => (steps.push('sent'), done()));
    server.get('/', async () => {
      steps.push('begun');
      await Promise.resolve();
      steps.push('handled');
      return 'done';
    });
    server.get('/throws', () => Promise.reject(new Error('no')));
  });

  /** Reads the requests in one turn of the event loop, one after another. */
  const get = (paths: readonly string[]) =>
    Promise.all(
      paths.map(async (path) => {
        await new Promise(setImmediate);
        return server.inject(path);
      }),
    );
  /** The steps in their order, with how often each follows itself. */
  const runs = () =>
    steps.reduce<[string, number][]>((all, step) => {
      const last = all.at(-1);
      if (last?.[0] === step) last[1]++;
      else all.push([step, 1]);
      return all;
    }, []);

  it('handles 32 requests in step when they have been read, and the others when the turn ends', async () => {
    await server.ready();
    const responses = await get(Array<string>(BATCH_SIZE + 8).fill('/'));
    expect(responses.map(({ statusCode, body }) => [statusCode, body])).toEqual(
      Array(BATCH_SIZE + 8).fill([200, 'done']),
    );
    const handled = (count: number) => ['begun', 'handled'].map((step) => [step, count]);
    expect(runs().filter(([step]) => step !== 'sent')).toEqual([
      ['read', BATCH_SIZE],
      ...handled(BATCH_SIZE),
      ['read', 8],
      ...handled(8),
    ]);
  });

  it('answers a single request', async () => {
    expect((await server.inject('/')).body).toBe('done');
  });

  it('answers the other requests of a batch when one fails', async () => {
    const responses = await get(['/', '/throws', '/nowhere', '/']);
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 500, 404, 200]);
  });

  it('keeps the async context of each request', async () => {
    const current = new AsyncLocalStorage<string>();
    server.addHook('preHandler', ({ query }, _reply, done) => {
      current.run((query as { name: string }).name, done);
    });
    server.get('/name', async () => current.getStore());
    const names = Array.from({ length: BATCH_SIZE + 8 }, (_, index) => `${index}`);
    const responses = await get(names.map((name) => `/name?name=${name}`));
    expect(responses.map(({ body }) => body)).toEqual(names);
  });
});
