import type { Cluster, Redis } from 'ioredis';
import type { AttemptOutcome, Budget, CodeDigest, VerificationAttempt } from '../challenge-store.js';
import {
  budgetKey,
  type ChallengeCommands,
  flag,
  recordKey,
  unusedCodesKey,
  withChallengeCommands,
} from './redis.scripts.js';
import { isName } from '../store.assertions.js';

/** A wrong answer charged before the comparison. */
interface BudgetReservation {
  readonly key: string;
  readonly at: number;
}

/** Compares answers in Redis, also while several secret keys are listed. */
export class RedisAttempts {
  private readonly client: (Redis | Cluster) & ChallengeCommands;

  /** @param fence as of `RedisStoreOptions` */
  constructor(
    client: Redis | Cluster,
    private readonly fence: boolean,
  ) {
    this.client = withChallengeCommands<Redis | Cluster>(client);
  }

  /**
   * With one listed key everything is one script. During a key rotation the account has one budget per key, in
   * different slots: a wrong answer is charged to all of them before the comparison and refunded if the answer was
   * not wrong.
   */
  async evaluate({ id, digests, budget }: VerificationAttempt): Promise<AttemptOutcome> {
    const found = await this.find(id, digests);
    if (typeof found === 'string') return found;
    const { keyId, tag, mac, subject = '' } = found.digest;
    const tags = budget && !found.strong ? rotatedTags(digests) : [];
    const reserved = budget ? await this.reserve(tags, budget) : [];
    if (!reserved) return 'budget_exhausted';
    const own = reserved.find(({ key }) => key === budgetKey(tag));
    const outcome = await this.client.challengeAttempt(
      recordKey(tag, id),
      budgetKey(tag),
      unusedCodesKey(tag),
      flag(this.fence),
      keyId,
      mac,
      budget?.max ?? 0,
      budget?.windowMs ?? 0,
      own?.at ?? 0,
      subject,
    );
    if (outcome !== 'mismatch' && outcome !== 'exhausted') {
      await this.refund(reserved.filter((reservation) => reservation !== own));
    }
    return outcome;
  }

  /** Finds the digest that the record was stored with. With one listed key the script checks it, so nothing is read. */
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

  /** @returns undefined if the budget of a tag is exhausted; reservations already made are refunded */
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

  /** Ignores failures, so that the outcome reaches the caller; the budget then stays charged. */
  private async refund(reserved: readonly BudgetReservation[]): Promise<void> {
    await Promise.allSettled(reserved.map(({ key, at }) => this.client.lrem(key, -1, at)));
  }
}

/**
 * The tags to reserve under; empty if one script suffices. Sorted: concurrent attempts that reserve in opposite
 * orders would exhaust each other's budgets.
 */
function rotatedTags(digests: readonly CodeDigest[]): string[] {
  const tags = [...new Set(digests.map(({ tag }) => tag))].sort();
  return tags.length > 1 ? tags : [];
}
