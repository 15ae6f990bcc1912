import type { RedisOptions } from 'ioredis';
import { expect, it, onTestFinished, vi } from 'vitest';
import { eventually, settlesWithin } from '../../../../test/support/wait.js';
import { StoreUnavailableError } from '../challenge-store.js';
import { RedisStore } from './redis.store.js';
import { nextEvent } from '../testing/next-event.js';
import { redisClients } from '../testing/redis-clients.js';
import { describeWithRedis, freePort, RedisServer } from '../testing/redis-server.js';
import {
  attemptOf,
  challengeOf,
  DAY,
  digestOf,
  errorOf,
  keysOf,
  newName,
  sha256,
  sharedOf,
} from '../testing/samples.js';

describeWithRedis('RedisStore without a reachable Redis', () => {
  const { open, connect } = redisClients();
  const callAll = (store: RedisStore): Promise<unknown>[] => [
    store.put(challengeOf(newName(), 'account')),
    store.attempt(attemptOf(newName(), 'account', 'right')),
    store.attempt({
      id: newName(),
      digests: [digestOf('account', 'right'), { keyId: 'k2', tag: 'other', mac: sha256('right') }],
      budget: DAY,
      owner: 'tenant',
    }),
    store.putShared(sharedOf(newName(), 'account')),
    store.readAccount(keysOf('account'), DAY),
    store.endGap([{ tag: 'account' }]),
    store.consumeProof({ id: newName(), madeAt: Date.now(), expiresAt: Date.now() + 1000, owner: 'tenant' }),
    store.drop(newName(), 'account'),
    store.check(),
  ];
  const expectUnavailable = async (errors: Promise<unknown>[]): Promise<void> => {
    expect(await settlesWithin(1000, Promise.all(errors))).toBe(true);
    for (const error of await Promise.all(errors)) {
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect(error).toMatchObject({ retryAfter: 1, cause: expect.any(Error) as Error });
    }
  };

  it('rejects every call within a second, and check() names the reason', async () => {
    const port = await freePort();
    const client = open(`redis://:se%40cret@127.0.0.1:${port}`);
    const store = new RedisStore(client);
    await nextEvent(client, 'error');
    await expectUnavailable(callAll(store).map(errorOf));
    await expect(store.check()).rejects.toThrow(
      `Redis is unreachable: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  it('returns not_found for malformed ids and tags without a command', async () => {
    const client = open(`redis://127.0.0.1:${await freePort()}`);
    const store = new RedisStore(client);
    for (const name of ['', '}{', 'a:b', 'x'.repeat(129)]) {
      expect(await store.attempt(attemptOf(name, 'account', 'right'))).toBe('not_found');
      expect(await store.attempt(attemptOf('id', name, 'right'))).toBe('not_found');
    }
  });

  it('serves as soon as Redis starts for the first time', async () => {
    const port = await freePort();
    const client = open(`redis://127.0.0.1:${port}`);
    const store = new RedisStore(client);
    await nextEvent(client, 'error');
    const ready = nextEvent(client, 'ready');
    const late = await RedisServer.start({ port });
    try {
      await ready;
      await expect(store.check()).resolves.toBeUndefined();
    } finally {
      await late.stop();
    }
  });

  it('rejects within a second while Redis hangs, then serves again and accepts at most once', async () => {
    const own = await RedisServer.start();
    try {
      const client = await connect(own.url);
      const store = new RedisStore(client);
      const id = newName();
      await store.put(challengeOf(id, 'account'));
      const attempt = attemptOf(id, 'account', 'right');
      own.pause();
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      const errors = [store.attempt(attempt), ...callAll(store)].map(errorOf);
      await vi.advanceTimersByTimeAsync(999);
      vi.useRealTimers();
      await expectUnavailable(errors);
      own.resume();
      await eventually(() => store.check());
      const outcomes = [await store.attempt(attempt), await store.attempt(attempt)];
      expect(outcomes.filter((outcome) => outcome === 'accepted').length).toBeLessThanOrEqual(1);
      expect(outcomes[1]).toBe('not_found');
    } finally {
      await own.stop();
    }
  });

  it('keeps a new connection when the time for a reply on the lost one has passed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    const own = await RedisServer.start();
    try {
      const client = await connect(own.url);
      own.pause();
      const lost = errorOf(client.ping());
      await own.kill();
      await lost;
      const ready = nextEvent(client, 'ready');
      await own.restart();
      await ready;
      const closed = vi.fn();
      client.on('close', closed);
      await vi.advanceTimersByTimeAsync((client.options as RedisOptions).socketTimeout! + 1);
      await client.ping();
      expect(closed).not.toHaveBeenCalled();
    } finally {
      await own.stop();
    }
  });

  it('does not resend an attempt whose reply was lost', async () => {
    const own = await RedisServer.start();
    try {
      const client = await connect(own.url);
      const store = new RedisStore(client);
      const id = newName();
      await store.put(challengeOf(id, 'account', { attempts: 100 }));
      own.pause();
      // Closes the hanging connection sooner.
      (client.options as RedisOptions).socketTimeout = 100;
      const lost = errorOf(store.attempt(attemptOf(id, 'account', 'wrong')));
      await nextEvent(client, 'close');
      const ready = nextEvent(client, 'ready');
      own.resume();
      await Promise.all([lost, ready]);
      await store.check();
      expect(Number(await client.hget(`vc:{account}:${id}`, 'n'))).toBeLessThanOrEqual(1);
    } finally {
      await own.stop();
    }
  });

  it('omits the password from the error and its cause', async () => {
    const own = await RedisServer.start({ args: ['--requirepass', 'open-sesame'] });
    try {
      const client = open(`redis://:wrong-word@127.0.0.1:${own.port}`);
      const store = new RedisStore(client);
      await nextEvent(client, 'error');
      const error = await errorOf(store.check());
      expect(error).toMatchObject({ message: expect.stringContaining('WRONGPASS') as string });
      const { cause } = error as Error;
      expect(JSON.stringify([error, cause, Object.entries(cause as Error)])).not.toContain('wrong-word');
    } finally {
      await own.stop();
    }
  });

  it('reconnects when its address resolves to a replica, and hides READONLY from the caller', async () => {
    const own = await RedisServer.start();
    try {
      const client = await connect(own.url);
      const store = new RedisStore(client);
      await client.replicaof('127.0.0.1', String(await freePort()));
      const closed = nextEvent(client, 'close');
      const error = await errorOf(store.put(challengeOf(newName(), 'account')));
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect((error as Error).message).toBe('Redis is unavailable');
      // ioredis attaches the command with its arguments to errors.
      expect((error as Error).cause).not.toHaveProperty('command');
      await closed;
    } finally {
      await own.stop();
    }
  });
});
