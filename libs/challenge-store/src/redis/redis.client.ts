import { inspect } from 'node:util';
import { Cluster, Redis } from 'ioredis';
import { clusterOptions, CONNECT_TIMEOUT_MS, redisOptions } from './connection/redis.options.js';
import { recordProblems } from './connection/redis.problems.js';
import { watchSentinels } from './connection/redis.sentinels.js';
import { formatRedisAddress, parseRedisUrl, type RedisAddress } from './connection/redis.url.js';

/** Close the connections to the sentinels of a client. */
const sentinels = new WeakMap<Redis | Cluster, () => void>();

/**
 * Opens a client that can be shared. It connects in the background, fails fast while Redis is unreachable and
 * reconnects. It detects a hanging Redis after two seconds only: wrap commands of a request in `withDeadline`.
 * `problemOf` has the reason while it is not connected. Printed or logged, it shows its address without the passwords.
 * @param url see {@link parseRedisUrl}
 * @throws {RedisUrlError} if the URL is malformed or the CA file unreadable; the message omits the URL
 */
export function openRedis(url: string): Redis | Cluster {
  const address = parseRedisUrl(url);
  const client = clientOf(address);
  hideSecrets(client, address);
  return client;
}

function clientOf(address: RedisAddress): Redis | Cluster {
  if (address.mode === 'cluster') {
    const cluster = new Cluster([...address.nodes], clusterOptions(address));
    recordProblems(cluster, address.nodes);
    return cluster;
  }
  const client = new Redis(redisOptions(address));
  recordProblems(client, address.nodes);
  if (address.mode === 'sentinel') sentinels.set(client, watchSentinels(client, address));
  return client;
}

/** ioredis clients have their options, with the passwords, as properties. */
function hideSecrets(client: Redis | Cluster, address: RedisAddress): void {
  const value = (): string => formatRedisAddress(address);
  for (const name of ['toString', 'toJSON', inspect.custom]) Object.defineProperty(client, name, { value });
}

/** Waits up to half a second for pending commands, then closes the connection. Never rejects. */
export async function closeRedis(client: Redis | Cluster): Promise<void> {
  sentinels.get(client)?.();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((resolve) => (timer = setTimeout(resolve, CONNECT_TIMEOUT_MS)));
  await Promise.race([client.quit().catch(() => undefined), deadline]);
  clearTimeout(timer);
  client.disconnect();
}
