import type { Cluster, Redis } from 'ioredis';
import {
  type AccountCommands,
  gapKey,
  liveCodeKey,
  liveOf,
  sharedOutcomeOf,
  withAccountCommands,
} from './account.scripts.js';
import type {
  AccountKey,
  AccountState,
  AttemptOutcome,
  Budget,
  ChallengeStore,
  CodeDigest,
  ProofOutcome,
  SharedChallenge,
  SharedOutcome,
  SingleUseProof,
  StoredChallenge,
  VerificationAttempt,
} from '../challenge-store.js';
import { checkRedis } from './redis.check.js';
import { withDeadline, errorMessage } from './redis.failures.js';
import type { Deadline } from '../deadline.js';
import {
  budgetKey,
  type ChallengeCommands,
  flag,
  recordKey,
  unusedCodesKey,
  USED_EPOCH,
  usedKey,
  withChallengeCommands,
} from './redis.scripts.js';
import { assertBudget, assertChallenge, assertProof, assertShared, isName } from '../store.assertions.js';

export interface RedisStoreOptions {
  /**
   * Whether challenges become `stale` at a restart, failover or slot migration of Redis. `false` is for servers that
   * forbid `INFO` in scripts; a consumed code restored by a snapshot or a lagging replica is then accepted again.
   * @default true
   */
  readonly fence?: boolean;
}

/** A wrong answer charged before the comparison. */
interface BudgetReservation {
  readonly key: string;
  readonly at: number;
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
  private readonly client: (Redis | Cluster) & ChallengeCommands & AccountCommands;
  private readonly fence: boolean;
  private lastError = '';
  private readonly storeError = (error: unknown): void => void (this.lastError = errorMessage(error));

  /** @param client shared; the store does not close it, see `closeRedis` */
  constructor(client: Redis | Cluster, { fence = true }: RedisStoreOptions = {}) {
    this.client = withAccountCommands(withChallengeCommands<Redis | Cluster>(client));
    this.fence = fence;
    client.on('error', this.storeError);
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
    assertShared(challenge);
    const { id, digest, attempts, strong, lifetimeMs, nonce, repeats, format, gapMs } = challenge;
    const gap = { tag: digest.tag, ...(challenge.account && { account: challenge.account }) };
    const { tag, subject, keyId, mac } = digest;
    const reply = await withDeadline(
      this.client.challengePutShared(
        recordKey(tag, id),
        liveCodeKey(digest),
        unusedCodesKey(tag),
        gapKey(gap),
        flag(this.fence),
        keyId,
        mac,
        attempts,
        flag(strong),
        lifetimeMs,
        nonce,
        flag(repeats),
        format,
        gapMs,
        subject,
      ),
      deadline,
    );
    const result = sharedOutcomeOf(digest, reply);
    if (result.outcome === 'stored' && result.isDue && gapMs > 0 && challenge.otherTags.length > 0) {
      // During a key rotation only: the other tags are in other slots of a cluster.
      const keys = challenge.otherTags.map((other) => gapKey({ ...gap, tag: other }));
      const gaps = keys.map((key) => this.client.set(key, '1', 'PX', gapMs));
      await withDeadline(Promise.all(gaps), deadline);
    }
    return result;
  }

  async readAccount(keys: readonly AccountKey[], budget: Budget, deadline?: Deadline): Promise<AccountState> {
    assertBudget(budget);
    const { max, windowMs } = budget;
    const reads = keys.map(async (key) => {
      const { tag, keyId } = key;
      const [budgetMs, gapMs, ...fields] = await this.client.challengeReadAccount(
        budgetKey(tag),
        gapKey(key),
        liveCodeKey(key),
        unusedCodesKey(tag),
        flag(this.fence),
        max,
        windowMs,
      );
      const live = liveOf(key, fields);
      return { budgetMs, gapMs, live: live?.keyId === keyId ? live : undefined };
    });
    const states = await withDeadline(Promise.all(reads), deadline);
    return {
      budgetMs: Math.max(0, ...states.map(({ budgetMs }) => budgetMs)),
      gapMs: Math.max(0, ...states.map(({ gapMs }) => gapMs)),
      live: states.find(({ live }) => live)?.live,
    };
  }

  async endGap(keys: readonly Pick<AccountKey, 'tag' | 'account'>[], deadline?: Deadline): Promise<void> {
    await withDeadline(Promise.all(keys.map((key) => this.client.del(gapKey(key)))), deadline);
  }

  async attempt(attempt: VerificationAttempt, deadline?: Deadline): Promise<AttemptOutcome> {
    if (attempt.budget) assertBudget(attempt.budget);
    return withDeadline(this.evaluate(attempt), deadline);
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
      // Without a connection the command's error is generic; the last connection error has the reason.
      const reason = this.client.status === 'ready' ? message : this.lastError || message;
      return `Redis is unreachable: ${reason}`;
    });
  }

  async close(): Promise<void> {
    this.client.off('error', this.storeError);
  }

  private async checkAndBeginEpoch(): Promise<void> {
    await checkRedis(this.client, this.fence);
    if (this.fence) await this.client.challengeBeginEpoch(USED_EPOCH);
  }

  /**
   * With one listed key everything is one script. During a key rotation the account has one budget per key, in
   * different slots: a wrong answer is charged to all of them before the comparison and refunded if the answer was
   * not wrong.
   */
  private async evaluate({ id, digests, budget }: VerificationAttempt): Promise<AttemptOutcome> {
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
