import type { ClusterOptions, RedisOptions } from 'ioredis';
import { TlsConnector, TlsSentinelConnector } from './redis.connectors.js';
import type { RedisAddress, RedisNode } from './redis.url.js';

/** Milliseconds to connect and to disconnect: less than the second that a request may wait. */
export const CONNECT_TIMEOUT_MS = 500;

/** Maximum milliseconds between two connections to a sentinel that is down. */
const MAX_SENTINEL_RETRY_MS = 5000;

/**
 * Milliseconds without data after which a connection with pending commands is closed. A hanging server does not close
 * its connections. Longer than any `Deadline`, so that a blocked event loop does not close a live connection.
 */
const SOCKET_TIMEOUT_MS = 2000;

const retryStrategy = (times: number): number => Math.min(times * 50, CONNECT_TIMEOUT_MS);

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
  // RESP3 needs Redis 6 and the command HELLO, which some proxies refuse; it would be of no use here.
  protocol: 2,
  // After a failover the address may resolve to a replica; reconnecting finds the primary.
  reconnectOnError: (error) => error.message.includes('READONLY'),
} satisfies RedisOptions;

/** Options of one connection. The replies are those of RESP2, which ioredis' types know only without `replyMapping`. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/** How a connection logs in, and whether by TLS. */
interface Security {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls: boolean;
  readonly ca?: string | undefined;
}

/** Node.js verifies the certificate's chain and its host name or IP address. No option turns that off. */
const tlsOf = ({ tls, ca }: Security): { ca?: string } | undefined =>
  tls ? { ...(ca && { ca }) } : undefined;

function securityOf(security: Security): Pick<RedisOptions, 'username' | 'password' | 'tls' | 'Connector'> {
  const { username, password } = security;
  const tls = tlsOf(security);
  return {
    ...(username && { username }),
    ...(password && { password }),
    ...(tls && { tls, Connector: TlsConnector }),
  };
}

/** Options for `new Redis()`: a single server or sentinels. */
export function redisOptions(address: RedisAddress): ConnectionOptions {
  const { mode, nodes, db } = address;
  const [{ host, port }] = nodes;
  return {
    ...CONNECTION,
    enableOfflineQueue: false,
    retryStrategy,
    ...securityOf(address),
    ...(db && { db }),
    ...(mode === 'sentinel' ? sentinelOptions(address) : { host, port }),
  };
}

function sentinelOptions(address: RedisAddress): ConnectionOptions {
  const { nodes, name, sentinelUsername, sentinelPassword } = address;
  const sentinelTLS = tlsOf(address);
  return {
    sentinels: [...nodes],
    ...(name && { name }),
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    sentinelRetryStrategy: retryStrategy,
    ...(sentinelUsername && { sentinelUsername }),
    ...(sentinelPassword && { sentinelPassword }),
    // Without `enableTLSForSentinelMode` ioredis ignores `tls`, which is for the primary.
    ...(sentinelTLS && { sentinelTLS, enableTLSForSentinelMode: true, Connector: TlsSentinelConnector }),
  };
}

/** Options for a connection that subscribes to the messages of one sentinel. */
export function sentinelConnection(address: RedisAddress, { host, port }: RedisNode): ConnectionOptions {
  const { tls, ca, sentinelUsername: username, sentinelPassword: password } = address;
  return {
    ...CONNECTION,
    host,
    port,
    ...securityOf({ username, password, tls, ca }),
    // Needs fewer permissions. A subscription is made at each `ready`.
    enableReadyCheck: false,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(times * CONNECT_TIMEOUT_MS, MAX_SENTINEL_RETRY_MS),
  };
}

/** Options for `new Cluster()`. */
export function clusterOptions(
  address: RedisAddress,
): Omit<ClusterOptions, 'redisOptions'> & { redisOptions: ConnectionOptions } {
  return {
    enableOfflineQueue: false,
    // Off: it would resend an attempt whose reply was lost. MOVED redirects to the new primary anyway.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    slotsRefreshInterval: 5000,
    clusterRetryStrategy: retryStrategy,
    // Keeps the names of the URL, which certificates are verified against. By default ioredis connects to their IP
    // addresses, and to no node while one name is unknown.
    dnsLookup: (host, callback) => callback(null, host),
    redisOptions: { ...CONNECTION, ...securityOf(address) },
  };
}
