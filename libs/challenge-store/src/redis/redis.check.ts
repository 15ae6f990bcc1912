import { Cluster, type Redis } from 'ioredis';
import { misconfigured } from './redis.failures.js';
import { RUN_ID } from './redis.scripts.js';

/**
 * Whether every primary is fit to keep challenges.
 * @throws {StoreUnavailableError} naming the setting to change
 */
export async function checkRedis(client: Redis | Cluster, fence: boolean): Promise<void> {
  const primaries = client instanceof Cluster ? await primariesOf(client) : [client];
  await Promise.all(primaries.map((primary) => checkPrimary(primary, fence)));
}

/** ioredis drops a node that it loses, so what is left of a broken cluster would look whole. */
async function primariesOf(cluster: Cluster): Promise<Redis[]> {
  const primaries = cluster.nodes('master');
  const info = String(await primaries[0]?.cluster('INFO'));
  const [, state = 'unknown'] = /cluster_state:(\S+)/.exec(info) ?? [];
  const [, size = 'unknown'] = /cluster_size:(\d+)/.exec(info) ?? [];
  if (state !== 'ok' || Number(size) !== primaries.length) {
    throw new Error(
      `the cluster's state is ${state}, ${primaries.length} of ${size} primaries are connected`,
    );
  }
  return primaries;
}

async function checkPrimary(primary: Redis, fence: boolean): Promise<void> {
  // INFO, not CONFIG GET, which hosted servers and narrow ACLs forbid.
  const [, policy = 'unknown'] = /maxmemory_policy:(\S+)/.exec(await primary.info('memory')) ?? [];
  if (policy !== 'noeviction') {
    throw misconfigured(
      `Redis has maxmemory-policy ${policy}: set it to noeviction, for evicted budgets and counters are reset limits`,
    );
  }
  if (fence) await checkFence(primary);
}

async function checkFence(primary: Redis): Promise<void> {
  try {
    await primary.eval(`return ${RUN_ID}`, 0);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
    throw misconfigured(
      'Redis refuses INFO in scripts: allow it, or turn the fence off (REDIS_FENCE=off), after which a restart may replay a code',
    );
  }
}
