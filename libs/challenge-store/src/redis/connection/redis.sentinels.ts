import { Redis } from 'ioredis';
import { sentinelConnection } from './redis.options.js';
import { recordSentinelProblems } from './redis.problems.js';
import type { RedisAddress } from './redis.url.js';

/** Published as `name oldHost oldPort newHost newPort`: https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/ */
const FAILOVER = '+switch-master';

/**
 * Reconnects a client when a Sentinel announces a new primary: the old one may still respond. Not by ioredis' own
 * `failoverDetector`, which prints each error of its connections, stays disconnected for a minute, and ends the client if
 * the announcement comes while it asks for the primary.
 * @returns closes the connections
 */
export function watchSentinels(client: Redis, address: RedisAddress): () => void {
  const watchers = address.nodes.map((node) => {
    const sentinel = new Redis(sentinelConnection(address, node));
    recordSentinelProblems(client, sentinel, node);
    sentinel.on('ready', () => void sentinel.subscribe(FAILOVER).catch(() => undefined));
    sentinel.on('message', (_channel, message: string) => {
      if (message.startsWith(`${address.name} `)) reconnect(client);
    });
    return sentinel;
  });
  return () => watchers.forEach((sentinel) => sentinel.disconnect());
}

/** A client that is connecting may have asked for the primary before the announcement. */
function reconnect(client: Redis): void {
  if (client.status === 'ready') client.disconnect(true);
  else client.once('ready', () => client.disconnect(true));
}
