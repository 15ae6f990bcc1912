import { Redis } from 'ioredis';
import type { RedisServer } from './redis-server.js';

/** Runs a command on a server over a new connection. */
export async function runCommand<Result>(
  server: RedisServer,
  command: (redis: Redis) => Promise<Result>,
): Promise<Result> {
  const redis = new Redis(server.connection);
  // The test may kill the server; the command rejects by itself.
  redis.on('error', () => undefined);
  try {
    return await command(redis);
  } finally {
    redis.disconnect();
  }
}
