import { Cluster, Redis } from 'ioredis';
import type { ConnectionOptions } from './redis.options.js';
import type { RedisNode } from './redis.url.js';
import { remedyOf } from './redis.remedies.js';
import { errorMessage } from '../redis.failures.js';

/** Why Redis cannot be used. */
export interface RedisProblem {
  /** The message of Redis, of a Sentinel or of the operating system. Contains no secret. */
  readonly reason: string;
  /** What to check or to change. */
  readonly remedy: string;
}

/** Last errors since a client was connected. */
interface Reasons {
  data?: string | undefined;
  sentinel?: string | undefined;
}

const reasonsOf = new WeakMap<Redis | Cluster, Reasons>();

const ALL_SENTINELS = /^All sentinels are unreachable/;
/**
 * Messages without the reason: of ioredis for a connection that failed elsewhere, and of a TLS connection that ioredis
 * closed during the handshake.
 */
const GENERAL = [
  /(?:^|cache\. |because )(?:Connection is closed\.|Command timed out|timeout|)$/,
  /^Reached the max retries/,
  /alert decode error/,
];
const isGeneral = (message: string): boolean => GENERAL.some((pattern) => pattern.test(message));

const CLOSED = 'the server closed the connection';

/** Records the connection errors of a client. Without a listener ioredis prints every one. */
export function recordProblems(client: Redis | Cluster, [node]: readonly [RedisNode, ...RedisNode[]]): void {
  const reasons: Reasons = {};
  reasonsOf.set(client, reasons);
  client.on('ready', () => Object.assign(reasons, { data: undefined, sentinel: undefined }));
  if (client instanceof Cluster) {
    const record = (message: string): void => void (reasons.data = message);
    client.on('node error', ifSpecific(record));
    client.on('error', (error: unknown) => {
      if (isGeneral(errorMessage(error))) probe(client, node, record);
    });
    return;
  }
  onFailure(client, (message) => {
    // Asking the Sentinels failed: `sentinelError` or their own connections have the reason.
    if (ALL_SENTINELS.test(message)) delete reasons.data;
    else if (message !== CLOSED || !reasons.data) reasons.data = message;
  });
  client.on(
    'sentinelError',
    ifSpecific((message) => (reasons.sentinel = message)),
  );
}

/** Records the errors of the client's own connection to a Sentinel. */
export function recordSentinelProblems(client: Redis, sentinel: Redis, { host, port }: RedisNode): void {
  onFailure(sentinel, (message) => {
    const reasons = reasonsOf.get(client);
    if (reasons && (message !== CLOSED || !reasons.sentinel)) {
      reasons.sentinel = `Sentinel ${host}:${port}: ${message}`;
    }
  });
}

/** A server that expects TLS closes a connection without TLS, which ioredis reports by no error. */
function onFailure(connection: Redis, record: (message: string) => void): void {
  connection.on('error', ifSpecific(record));
  connection.on('close', () => record(CLOSED));
}

/** A listener for errors. It ignores those whose message has no reason. */
function ifSpecific(record: (message: string) => void): (error: unknown) => void {
  return (error) => {
    const message = errorMessage(error);
    if (!isGeneral(message)) record(message);
  };
}

/** Connects to a node of a cluster to learn the reason of a failure, which ioredis does not report. */
function probe({ options }: Cluster, node: RedisNode, record: (message: string) => void): void {
  const own = options.redisOptions as ConnectionOptions;
  const connection = new Redis({ ...own, ...node, lazyConnect: true, retryStrategy: null });
  let isKnown = false;
  onFailure(connection, (message) => {
    if (!isKnown) record(message);
    isKnown = true;
  });
  void connection
    .connect()
    .catch(() => undefined)
    .finally(() => connection.disconnect());
}

/**
 * @param error of a command
 * @returns the client's last connection error while it is not connected, otherwise the command's error
 */
export function problemOf(client: Redis | Cluster, error: unknown): RedisProblem {
  const reason = client.status === 'ready' ? errorMessage(error) : connectionReason(client);
  return { reason, remedy: remedyOf(reason) };
}

function connectionReason(client: Redis | Cluster): string {
  const { data, sentinel } = reasonsOf.get(client) ?? {};
  return data ?? sentinel ?? 'there is no connection yet';
}
