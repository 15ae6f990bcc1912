import { readFileSync } from 'node:fs';
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl, type RedisAddress, RedisUrlError } from './redis.url.js';

/** Milliseconds to connect and to disconnect: less than the second that a request may wait. */
const CONNECT_TIMEOUT_MS = 500;

const retryStrategy = (times: number): number => Math.min(times * 50, CONNECT_TIMEOUT_MS);

/**
 * Milliseconds without data after which a connection with pending commands is closed. A hanging server does not close
 * its connections. Longer than any `Deadline`, so that a blocked event loop does not close a live connection.
 */
const SOCKET_TIMEOUT_MS = 2000;

/**
 * By default ioredis queues commands while Redis is unreachable and retries them twenty times, so requests hang. Here
 * a command fails immediately and is never resent (an attempt would count twice); the client reconnects. Callers
 * limit the time of a command: see `withDeadline`.
 */
const CONNECTION = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  disconnectTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: SOCKET_TIMEOUT_MS,
  maxRetriesPerRequest: 1,
  autoResendUnfulfilledCommands: false,
  disableClientInfo: true,
  // After a failover the address may resolve to a replica; reconnecting finds the primary.
  reconnectOnError: (error) => error.message.includes('READONLY'),
} satisfies RedisOptions;

/** Options for `new Redis()`: a single server or sentinels. */
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
          // Detects a failover at once, even while the old primary still responds.
          failoverDetector: true,
          sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
          sentinelRetryStrategy: retryStrategy,
        }
      : { host, port }),
  };
}

/** Options for `new Cluster()`. */
export function clusterOptions({ username, password }: RedisAddress): ClusterOptions {
  return {
    enableOfflineQueue: false,
    // Off: it would resend an attempt whose reply was lost. MOVED redirects to the new primary anyway.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    slotsRefreshInterval: 5000,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...CONNECTION, ...(username && { username }), ...(password && { password }) },
  };
}

/**
 * Opens a client that can be shared. It connects in the background, fails fast while Redis is unreachable and
 * reconnects. It detects a hanging Redis after two seconds only: wrap commands of a request in `withDeadline`.
 * @param url `redis://[user:password@]host:port[/db]`, `rediss://…[?ca=/path/to/ca.pem]`,
 *   `redis+cluster://[user:password@]host:port,host:port` or `redis+sentinel://[user:password@]host:port,host:port/name`
 *   (with the user and password of the primary)
 * @throws {RedisUrlError} if the URL is malformed or the CA file unreadable; the message omits the URL
 */
export function openRedis(url: string): Redis | Cluster {
  const address = parseRedisUrl(url);
  const client =
    address.mode === 'cluster'
      ? new Cluster([...address.nodes], clusterOptions(address))
      : new Redis(redisOptions(address));
  // Each command rejects by itself; without a listener ioredis prints every connection error.
  client.on('error', () => undefined);
  if (address.mode === 'sentinel') client.on('end', () => void reconnect(client));
  return client;
}

/** Clients that {@link closeRedis} has closed. */
const closing = new WeakSet<Redis | Cluster>();

/**
 * ioredis 5.11 ends without a retry when a failover is announced while it queries the sentinels for the primary: its
 * failover detector disconnects the connector, and the pending connect fails.
 */
async function reconnect(client: Redis | Cluster): Promise<void> {
  if (!closing.has(client)) await client.connect().catch(() => undefined);
}

/** Waits up to half a second for pending commands, then closes the connection. Never rejects. */
export async function closeRedis(client: Redis | Cluster): Promise<void> {
  closing.add(client);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((resolve) => (timer = setTimeout(resolve, CONNECT_TIMEOUT_MS)));
  await Promise.race([client.quit().catch(() => undefined), deadline]);
  clearTimeout(timer);
  client.disconnect();
}

function certificateOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new RedisUrlError('the file of ?ca= cannot be read');
  }
}
