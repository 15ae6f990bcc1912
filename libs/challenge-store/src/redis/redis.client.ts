import { readFileSync } from 'node:fs';
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl, type RedisAddress, RedisUrlError } from './redis.url.js';

/** Milliseconds to connect, and to let go: well within the second that a caller waits. */
const PATIENCE_MS = 500;

const retryStrategy = (times: number): number => Math.min(times * 50, PATIENCE_MS);

/**
 * Milliseconds: a server that went silent sends no close, and without a limit a dead connection is kept until TCP gives
 * up. Longer than anybody waits for a command, so that a process that was busy itself does not cut a live one.
 */
const SILENCE_MS = 2000;

/**
 * ioredis by itself queues commands while Redis is away and tries twenty times, so requests hang. Here a command fails
 * at once, is never sent twice (an attempt would count twice), and the connection comes back by itself. How long an
 * answer is waited for is the asker's business: see `inTime`.
 */
const CONNECTION = {
  connectTimeout: PATIENCE_MS,
  disconnectTimeout: PATIENCE_MS,
  socketTimeout: SILENCE_MS,
  maxRetriesPerRequest: 1,
  autoResendUnfulfilledCommands: false,
  disableClientInfo: true,
  // After a failover the address may lead to what has become a replica: connecting anew finds the primary.
  reconnectOnError: (error) => error.message.includes('READONLY'),
} satisfies RedisOptions;

/** Options for `new Redis()`, for one server or sentinels. */
export function redisOptions({
  mode,
  nodes,
  username,
  password,
  db,
  name,
  tls,
  ca,
}: RedisAddress): RedisOptions {
  const [{ host, port }] = nodes;
  return {
    ...CONNECTION,
    enableOfflineQueue: false,
    retryStrategy,
    ...(username && { username }),
    ...(password && { password }),
    ...(db && { db }),
    ...(tls && { tls: ca ? { ca: certificateOf(ca) } : {} }),
    ...(mode === 'sentinel' && name
      ? {
          sentinels: [...nodes],
          name,
          // Hears of a switch at once, also while the old primary still answers.
          failoverDetector: true,
          sentinelCommandTimeout: PATIENCE_MS,
          sentinelRetryStrategy: retryStrategy,
        }
      : { host, port }),
  };
}

/** Options for `new Cluster()`. */
export function clusterOptions({ username, password }: RedisAddress): ClusterOptions {
  return {
    enableOfflineQueue: false,
    // Off: it would send an attempt again whose answer got lost. MOVED leads to the new primary anyway.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: PATIENCE_MS,
    slotsRefreshInterval: 5000,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...CONNECTION, ...(username && { username }), ...(password && { password }) },
  };
}

/**
 * A client that may be shared: it fails fast while Redis is away and recovers by itself. It connects in the background.
 * A Redis that hangs is noticed after two seconds: whoever has a caller waiting puts `inTime` around what it asks.
 * @param url `redis://[user:password@]host:port[/db]`, `rediss://…[?ca=/path/to/ca.pem]`,
 *   `redis+cluster://[user:password@]host:port,host:port` or `redis+sentinel://[user:password@]host:port,host:port/name`
 *   (user and password are those of the primary)
 * @throws {RedisUrlError} when the URL is malformed, without a word of it
 */
export function openRedis(url: string): Redis | Cluster {
  const address = parseRedisUrl(url);
  const client =
    address.mode === 'cluster'
      ? new Cluster([...address.nodes], clusterOptions(address))
      : new Redis(redisOptions(address));
  // Who sends a command learns of its failure; without a listener ioredis prints every lost connection.
  client.on('error', () => undefined);
  if (address.mode === 'sentinel') client.on('end', () => void reconnect(client));
  return client;
}

/** Clients that {@link closeRedis} was asked to close. */
const closing = new WeakSet<Redis | Cluster>();

/**
 * ioredis 5.11 ends for good when a failover is announced while it asks the sentinels for the primary: its detector
 * disconnects the connector, and the connect that is under way then fails without a retry.
 */
async function reconnect(client: Redis | Cluster): Promise<void> {
  if (!closing.has(client)) await client.connect().catch(() => undefined);
}

/** Lets commands on their way finish for half a second, then closes. Never fails. */
export async function closeRedis(client: Redis | Cluster): Promise<void> {
  closing.add(client);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([client.quit().catch(() => undefined), deadline]);
  clearTimeout(timer);
  client.disconnect();
}

function certificateOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new RedisUrlError('the file that ?ca= names cannot be read');
  }
}
