import { CommonErrors } from '@system-management/envelope';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisServer, describeWithRedis, nextEvent } from '@system-management/challenge-store/testing';
import { LimitCounter } from './limit.counter.js';

describe('LimitCounter in memory', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('counts a key until its window ends, and stores nothing afterwards', async () => {
    const counter = new LimitCounter('test', 60);
    expect(await counter.add('a')).toMatchObject({ total: 1, leftMs: 60_000 });
    vi.advanceTimersByTime(59_999);
    expect(await counter.add('a')).toMatchObject({ total: 2, leftMs: 1 });
    expect(await counter.total('a')).toBe(2);
    expect(await counter.total('b')).toBe(0);
    vi.advanceTimersByTime(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(await counter.total('a')).toBe(0);
  });

  it('ends a window on time when timers are late', async () => {
    const counter = new LimitCounter('test', 60);
    await counter.add('a');
    vi.setSystemTime(Date.now() + 60_000);
    expect(await counter.total('a')).toBe(0);
    expect(await counter.add('a')).toMatchObject({ total: 1, leftMs: 60_000 });
  });

  it('SEC-33: fails for new keys when it is full, evicts none, and accepts new keys when windows end', async () => {
    const counter = new LimitCounter('test', 60, undefined, 2);
    await counter.add('a');
    vi.advanceTimersByTime(30_000);
    await counter.add('b');
    await expect(counter.add('c')).rejects.toMatchObject({ definition: CommonErrors.Server });
    expect((await counter.add('a')).total).toBe(2);
    vi.advanceTimersByTime(30_000);
    expect((await counter.add('c')).total).toBe(1);
    expect(await counter.total('b')).toBe(1);
  });
});

describeWithRedis('LimitCounter in Redis', () => {
  let server: RedisServer;
  let client: Redis;
  beforeAll(async () => {
    server = await RedisServer.start();
    client = new Redis(server.url);
    await nextEvent(client, 'ready');
  });
  beforeEach(() => client.flushall());
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  it('refunds nothing to a key that has expired early, as with a server clock ahead of the local one', async () => {
    const counter = new LimitCounter('test', 60, client);
    const hit = await counter.add('a');
    await client.del('vl:test:a');
    await hit.refund();
    expect(await client.exists('vl:test:a')).toBe(0);
  });

  it('refunds nothing to a later window, however late the command arrives', async () => {
    const counter = new LimitCounter('test', 60, client);
    await counter.add('a');
    await client.pexpire('vl:test:a', 5000);
    const hit = await counter.add('a');
    expect(hit.leftMs).toBeLessThanOrEqual(5000);
    await client.del('vl:test:a');
    await counter.add('a');
    await hit.refund();
    expect(await counter.total('a')).toBe(1);
  });

  it('deletes a key with a count of zero, and keeps the window of any other', async () => {
    const counter = new LimitCounter('test', 60, client);
    const [first, second] = [await counter.add('a'), await counter.add('a')];
    await client.pexpire('vl:test:a', 30_000);
    await first.refund();
    expect(await counter.total('a')).toBe(1);
    expect(await client.pttl('vl:test:a')).toBeLessThanOrEqual(30_000);
    await second.refund();
    expect(await client.exists('vl:test:a')).toBe(0);
  });

  it('fails when a command fails, instead of reading a count of zero', async () => {
    const counter = new LimitCounter('test', 60, client);
    await client.hset('vl:test:a', 'field', 'of a hash');
    await client.expire('vl:test:a', 60);
    for (const step of [() => counter.total('a'), () => counter.add('a')]) {
      await expect(step()).rejects.toMatchObject({ definition: CommonErrors.Server });
    }
  });
});
