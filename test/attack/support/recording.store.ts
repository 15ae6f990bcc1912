import type {
  ChallengeStore,
  VerificationAttempt,
  Deadline,
  StoredChallenge,
} from '@system-management/challenge-store';
import type { Judged } from './history.js';

/** Writes down every judgement of the store behind it. */
export class RecordingStore implements ChallengeStore {
  private readonly strong = new Set<string>();
  readonly budgetRetryAfterMs: ChallengeStore['budgetRetryAfterMs'];
  readonly consumeProof: ChallengeStore['consumeProof'];
  readonly drop: ChallengeStore['drop'];
  readonly check: ChallengeStore['check'];
  readonly close: ChallengeStore['close'];

  constructor(
    private readonly store: ChallengeStore,
    private readonly judged: Judged[],
  ) {
    this.budgetRetryAfterMs = store.budgetRetryAfterMs.bind(store);
    this.consumeProof = store.consumeProof.bind(store);
    this.drop = store.drop.bind(store);
    this.check = store.check.bind(store);
    this.close = store.close.bind(store);
  }

  async put(challenge: StoredChallenge, deadline?: Deadline): Promise<void> {
    if (challenge.strong) this.strong.add(challenge.id);
    await this.store.put(challenge, deadline);
  }

  async attempt(guess: VerificationAttempt, deadline?: Deadline): ReturnType<ChallengeStore['attempt']> {
    const outcome = await this.store.attempt(guess, deadline);
    const { id: codeID, digests } = guess;
    this.judged.push({ codeID, account: digests[0]?.tag ?? '', outcome, strong: this.strong.has(codeID) });
    return outcome;
  }
}
