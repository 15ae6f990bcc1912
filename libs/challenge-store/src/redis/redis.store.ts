import type { Cluster, Redis } from 'ioredis';
import type {
  AttemptOutcome,
  Budget,
  ChallengeStore,
  VerificationAttempt,
  ProofOutcome,
  CodeDigest,
  SingleUseProof,
  StoredChallenge,
} from '../challenge-store.js';
import { checkRedis } from './redis.check.js';
import { withDeadline, errorMessage } from './redis.failures.js';
import type { Deadline } from '../deadline.js';
import {
  budgetKey,
  type ChallengeCommands,
  flag,
  recordKey,
  USED_EPOCH,
  usedKey,
  withChallengeCommands,
} from './redis.scripts.js';
import { assertBudget, assertChallenge, assertProof, isName } from '../store.guards.js';

export interface RedisStoreOptions {
  /**
   * Whether challenges die with a restart, failover or slot migration of Redis. `false` is for servers that forbid
   * `INFO` in scripts: a consumed code that comes back with a snapshot or a late replica is then accepted again.
   * @default true
   */
  readonly fence?: boolean;
}

/** A wrong answer entered ahead of the judgement. */
interface BudgetReservation {
  readonly key: string;
  readonly at: number;
}

/**
 * Challenges in Redis, for any number of instances. What must be atomic is one Lua script, and time is Redis' own.
 * Redis away means {@link StoreUnavailableError} within a second, and never another store.
 *
 * @example
 * const client = openRedis('redis://127.0.0.1:6379');
 * const store = new RedisStore(client);
 */
export class RedisStore implements ChallengeStore {
  private readonly client: (Redis | Cluster) & ChallengeCommands;
  private readonly fence: boolean;
  private lastError = '';
  private readonly remember = (error: unknown): void => void (this.lastError = errorMessage(error));

  /** @param client stays its opener's: the store uses it and never closes it, see `closeRedis` */
  constructor(client: Redis | Cluster, { fence = true }: RedisStoreOptions = {}) {
    this.client = withChallengeCommands<Redis | Cluster>(client);
    this.fence = fence;
    client.on('error', this.remember);
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
      ),
      deadline,
    );
  }

  async attempt(guess: VerificationAttempt, deadline?: Deadline): Promise<AttemptOutcome> {
    if (guess.budget) assertBudget(guess.budget);
    return withDeadline(this.judge(guess), deadline);
  }

  async budgetRetryAfterMs(tags: readonly string[], budget: Budget, deadline?: Deadline): Promise<number> {
    assertBudget(budget);
    const { max, windowMs } = budget;
    const waits = tags.map((tag) => this.client.challengeSpentFor(budgetKey(tag), max, windowMs));
    return Math.max(0, ...(await withDeadline(Promise.all(waits), deadline)));
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
    await withDeadline(this.becomeReady(), undefined, (words) => {
      // While there is no connection, the reason is what the last try to connect met.
      const reason = this.client.status === 'ready' ? words : this.lastError || words;
      return `Redis is unreachable: ${reason}`;
    });
  }

  async close(): Promise<void> {
    this.client.off('error', this.remember);
  }

  private async becomeReady(): Promise<void> {
    await checkRedis(this.client, this.fence);
    if (this.fence) await this.client.challengeBeginEpoch(USED_EPOCH);
  }

  /**
   * One key listed: one script. During a rotation the account's budgets lie in two slots, so there the wrong answer is
   * entered *before* the judgement, and taken back when it was none.
   */
  private async judge({ id, digests, budget }: VerificationAttempt): Promise<AttemptOutcome> {
    const found = await this.find(id, digests);
    if (typeof found === 'string') return found;
    const { keyId, tag, mac } = found.digest;
    const tags = budget && !found.strong ? rotatedTags(digests) : [];
    const reserved = budget ? await this.reserve(tags, budget) : [];
    if (!reserved) return 'budget_exhausted';
    const own = reserved.find(({ key }) => key === budgetKey(tag));
    const outcome = await this.client.challengeAttempt(
      recordKey(tag, id),
      budgetKey(tag),
      flag(this.fence),
      keyId,
      mac,
      budget?.max ?? 0,
      budget?.windowMs ?? 0,
      own?.at ?? 0,
    );
    if (outcome !== 'mismatch' && outcome !== 'exhausted') {
      await this.refund(reserved.filter((reservation) => reservation !== own));
    }
    return outcome;
  }

  /** Which digest's record there is. With one key listed nothing is asked: the script finds out by itself. */
  private async find(
    id: string,
    digests: readonly CodeDigest[],
  ): Promise<{ digest: CodeDigest; strong: boolean } | 'not_found' | 'unknown_key'> {
    const possible = isName(id) ? digests.filter(({ tag }) => isName(tag)) : [];
    const [only, ...more] = possible;
    if (only && more.length === 0) return { digest: only, strong: false };
    const records = await Promise.all(
      possible.map(async (digest) => {
        const [keyId, strong] = await this.client.hmget(recordKey(digest.tag, id), 'kid', 'strong');
        return { digest, strong: strong === flag(true), keyId };
      }),
    );
    const ours = records.find(({ digest, keyId }) => keyId === digest.keyId);
    return ours ?? (records.some(({ keyId }) => keyId) ? 'unknown_key' : 'not_found');
  }

  /** @returns undefined when the budget is used up under one of the tags; then nothing stays reserved */
  private async reserve(
    tags: readonly string[],
    { max, windowMs }: Budget,
  ): Promise<BudgetReservation[] | undefined> {
    const reserved: BudgetReservation[] = [];
    for (const key of tags.map(budgetKey)) {
      const at = await this.client.challengeReserve(key, max, windowMs);
      if (at === 0) {
        await this.refund(reserved);
        return undefined;
      }
      reserved.push({ key, at });
    }
    return reserved;
  }

  /** What cannot be given back stays charged: the judgement has been made and must reach the caller. */
  private async refund(reserved: readonly BudgetReservation[]): Promise<void> {
    await Promise.allSettled(reserved.map(({ key, at }) => this.client.lrem(key, -1, at)));
  }
}

/**
 * The tags to reserve under; none where one script does it all. In one order for everybody: two crowds that reserved
 * from opposite ends would keep each other from being judged.
 */
function rotatedTags(digests: readonly CodeDigest[]): string[] {
  const tags = [...new Set(digests.map(({ tag }) => tag))].sort();
  return tags.length > 1 ? tags : [];
}
