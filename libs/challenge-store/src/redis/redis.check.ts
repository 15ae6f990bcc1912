import { Cluster, type Redis } from 'ioredis';
import { misconfigured } from './redis.failures.js';
import { RUN_ID } from './redis.scripts.js';

/**
 * Checks the settings of every primary.
 * @throws {StoreMisconfiguredError} naming the setting to change
 * @throws {Error} if the cluster is incomplete or a command fails
 */
export async function checkRedis(client: Redis | Cluster, fence: boolean): Promise<void> {
  const primaries = client instanceof Cluster ? await primariesOf(client) : [client];
  await Promise.all(primaries.map((primary) => checkPrimary(primary, fence)));
}

/** ioredis removes lost nodes from its list, so the list is compared with the cluster's own size. */
async function primariesOf(cluster: Cluster): Promise<Redis[]> {
  const primaries = cluster.nodes('master');
  const info = String(await primaries[0]?.cluster('INFO'));
  const [, state = 'unknown'] = /cluster_state:(\S+)/.exec(info) ?? [];
  const [, size = 'unknown'] = /cluster_size:(\d+)/.exec(info) ?? [];
  if (state !== 'ok' || Number(size) !== primaries.length) {
    throw new Error(`cluster state is ${state}, ${primaries.length} of ${size} primaries are connected`);
  }
  return primaries;
}

async function checkPrimary(primary: Redis, fence: boolean): Promise<void> {
  await checkDatabase(primary);
  // INFO instead of CONFIG GET, which hosted servers and narrow ACLs forbid.
  const [, policy] = /maxmemory_policy:(\S+)/.exec(await primary.info('memory')) ?? [];
  if (policy === undefined) {
    throw misconfigured(
      'Redis reports no maxmemory-policy. For Sentinels write redis+sentinel://host:26379/name.',
    );
  }
  if (policy !== 'noeviction') {
    throw misconfigured(
      `Redis has maxmemory-policy ${policy}: set it to noeviction. Evicted budgets and counters reset the limits.`,
    );
  }
  if (fence) await checkRunIdAccess(primary);
}

/** If Redis refuses the database number, ioredis emits an error and continues with database 0. */
async function checkDatabase(primary: Redis): Promise<void> {
  const { db } = primary.options;
  if (!db) return;
  try {
    await primary.select(db);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
    throw misconfigured(`Redis refuses database ${db}: change the number in REDIS_URL, or allow SELECT.`);
  }
}

async function checkRunIdAccess(primary: Redis): Promise<void> {
  try {
    await primary.eval(`return ${RUN_ID}`, 0);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
    throw misconfigured(
      'Redis forbids INFO in scripts: allow it, or set REDIS_FENCE=off. Then a restart may restore a consumed code.',
    );
  }
}
