import type { Cluster, Redis } from 'ioredis';
import { afterEach } from 'vitest';
import { closeRedis, openRedis } from '../redis/redis.client.js';
import { nextEvent } from './next-event.js';
import type { RedisServer } from './redis-server.js';

/** Clients of the suite that calls this. They are closed after each test. */
export function redisClients() {
  const clients: (Redis | Cluster)[] = [];
  afterEach(() => Promise.all(clients.splice(0).map(closeRedis)));
  const open = (url: string): Redis | Cluster => {
    const client = openRedis(url);
    clients.push(client);
    return client;
  };
  return {
    /** Opens a client that connects in the background. */
    open,
    /** Resolves with a client that is connected. */
    connect: async (url: string): Promise<Redis | Cluster> => {
      const client = open(url);
      if (client.status !== 'ready') await nextEvent(client, 'ready');
      return client;
    },
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
