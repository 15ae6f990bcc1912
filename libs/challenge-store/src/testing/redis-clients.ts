import type { Cluster, Redis } from 'ioredis';
import { afterEach, expect } from 'vitest';
import { eventually } from '../../../../test/support/wait.js';
import { closeRedis, openRedis } from '../redis/redis.client.js';
import { nextEvent } from './next-event.js';
import type { RedisServer } from './redis-server.js';

/**
 * Opens clients for the suite that calls this, and closes them after each test.
 * @returns a function that resolves when the client of a URL is connected
 */
export function redisClients(): (url: string) => Promise<Redis | Cluster> {
  const clients: (Redis | Cluster)[] = [];
  afterEach(() => Promise.all(clients.splice(0).map(closeRedis)));
  return async (url) => {
    const client = openRedis(url);
    clients.push(client);
    await eventually(() => expect(client.status).toBe('ready'));
    return client;
  };
}

/** `kill -9` and a new start, which loads the last snapshot. Resolves when the client is connected again. */
export async function restartRedis(server: RedisServer, client: Redis | Cluster): Promise<void> {
  const closed = nextEvent(client, 'close');
  await server.kill();
  await closed;
  const ready = nextEvent(client, 'ready');
  await server.restart();
  await ready;
}
