import { Redis } from 'ioredis';
import type { RedisServer } from './redis-server.js';

/** One command on one server, over a connection of its own. */
export async function runCommand<Answer>(
  server: RedisServer,
  command: (redis: Redis) => Promise<Answer>,
): Promise<Answer> {
  const redis = new Redis(server.port, '127.0.0.1');
  // A server that is killed under it is no surprise here.
  redis.on('error', () => undefined);
  try {
    return await command(redis);
  } finally {
    redis.disconnect();
  }
}
