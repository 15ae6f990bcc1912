import type { Cluster, Redis } from 'ioredis';
import {
  type AccountCommands,
  gapKey,
  liveCodeKey,
  liveOf,
  sharedOutcomeOf,
  withAccountCommands,
} from './account.scripts.js';
import type { AccountKey, AccountState, Budget, SharedChallenge, SharedOutcome } from '../challenge-store.js';
import type { Deadline } from '../deadline.js';
import { withDeadline } from './redis.failures.js';
import { budgetKey, flag, recordKey, unusedCodesKey } from './redis.scripts.js';
import { assertBudget, assertShared } from '../store.assertions.js';

/** The state of accounts in Redis: live codes, gaps, and the wait of an exhausted budget. */
export class RedisAccounts {
  private readonly client: (Redis | Cluster) & AccountCommands;

  /** @param fence as of `RedisStoreOptions` */
  constructor(
    client: Redis | Cluster,
    private readonly fence: boolean,
  ) {
    this.client = withAccountCommands<Redis | Cluster>(client);
  }

  async put(challenge: SharedChallenge, deadline?: Deadline): Promise<SharedOutcome> {
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

  async read(keys: readonly AccountKey[], budget: Budget, deadline?: Deadline): Promise<AccountState> {
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
}
