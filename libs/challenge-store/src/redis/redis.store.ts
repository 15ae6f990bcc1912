import type { Cluster, Redis } from 'ioredis';
import type {
  AccountKey,
  AccountState,
  AttemptOutcome,
  Budget,
  ChallengeStore,
  ProofOutcome,
  SharedChallenge,
  SharedOutcome,
  SingleUseProof,
  StoredChallenge,
  VerificationAttempt,
} from '../challenge-store.js';
import type { Deadline } from '../deadline.js';
import { RedisAccounts } from './redis.accounts.js';
import { RedisAttempts } from './redis.attempts.js';
import { checkRedis } from './redis.check.js';
import { withDeadline } from './redis.failures.js';
import { problemOf } from './connection/redis.problems.js';
import {
  type ChallengeCommands,
  flag,
  recordKey,
  USED_EPOCH,
  usedKey,
  withChallengeCommands,
} from './redis.scripts.js';
import { assertBudget, assertChallenge, assertProof } from '../store.assertions.js';

export interface RedisStoreOptions {
  /**
   * Whether challenges become `stale` at a restart, failover or slot migration of Redis. `false` is for servers that
   * forbid `INFO` in scripts; a consumed code restored by a snapshot or a lagging replica is then accepted again.
   * @default true
   */
  readonly fence?: boolean;
}

/**
 * Stores challenges in Redis, for any number of instances. Atomic operations are Lua scripts on Redis' clock. While
 * Redis is unreachable every call rejects with `StoreUnavailableError` within a second; there is no fallback store.
 *
 * @example
 * const client = openRedis('redis://127.0.0.1:6379');
 * const store = new RedisStore(client);
 */
export class RedisStore implements ChallengeStore {
  private readonly client: (Redis | Cluster) & ChallengeCommands;
  private readonly fence: boolean;
  private readonly accounts: RedisAccounts;
  private readonly attempts: RedisAttempts;

  /** @param client shared; the store does not close it, see `closeRedis` */
  constructor(client: Redis | Cluster, { fence = true }: RedisStoreOptions = {}) {
    this.client = withChallengeCommands<Redis | Cluster>(client);
    this.fence = fence;
    this.accounts = new RedisAccounts(client, fence);
    this.attempts = new RedisAttempts(client, fence);
  }

  async put(challenge: StoredChallenge, deadline?: Deadline): Promise<void> {
    assertChallenge(challenge);
    const { id, digest, attempts, lifetimeMs, strong } = challenge;
    const record = recordKey(digest.tag, id);
    await withDeadline(
      this.client.challengePut(
        record,
        flag(this.fence),
        digest.keyId,
        digest.mac,
        attempts,
        flag(strong),
        lifetimeMs,
        digest.subject ?? '',
      ),
      deadline,
    );
  }

  async putShared(challenge: SharedChallenge, deadline?: Deadline): Promise<SharedOutcome> {
    return this.accounts.put(challenge, deadline);
  }

  async readAccount(keys: readonly AccountKey[], budget: Budget, deadline?: Deadline): Promise<AccountState> {
    return this.accounts.read(keys, budget, deadline);
  }

  async endGap(keys: readonly Pick<AccountKey, 'tag' | 'account'>[], deadline?: Deadline): Promise<void> {
    return this.accounts.endGap(keys, deadline);
  }

  async attempt(attempt: VerificationAttempt, deadline?: Deadline): Promise<AttemptOutcome> {
    if (attempt.budget) assertBudget(attempt.budget);
    return withDeadline(this.attempts.evaluate(attempt), deadline);
  }

  async consumeProof(proof: SingleUseProof, deadline?: Deadline): Promise<ProofOutcome> {
    assertProof(proof);
    const { id, madeAt, expiresAt } = proof;
    return withDeadline(
      this.client.challengeConsumeProof(usedKey(id), USED_EPOCH, flag(this.fence), madeAt, expiresAt),
      deadline,
    );
  }

  async drop(id: string, tag: string, deadline?: Deadline): Promise<void> {
    await withDeadline(this.client.del(recordKey(tag, id)), deadline);
  }

  async check(): Promise<void> {
    await withDeadline(this.checkAndBeginEpoch(), undefined, (message) => {
      const { reason, remedy } = problemOf(this.client, message);
      return `Redis is unreachable: ${reason}; ${remedy}`;
    });
  }

  async close(): Promise<void> {}

  private async checkAndBeginEpoch(): Promise<void> {
    await checkRedis(this.client, this.fence);
    if (this.fence) await this.client.challengeBeginEpoch(USED_EPOCH);
  }
}
