import type {
  ChallengeStore,
  VerificationAttempt,
  Deadline,
  SharedChallenge,
  SharedOutcome,
  StoredChallenge,
} from '@system-management/challenge-store';
import type { Decision } from './history.js';

/** A decorator that records the outcome of every attempt. */
export class RecordingStore implements ChallengeStore {
  private readonly strong = new Set<string>();
  readonly readAccount: ChallengeStore['readAccount'];
  readonly endGap: ChallengeStore['endGap'];
  readonly consumeProof: ChallengeStore['consumeProof'];
  readonly drop: ChallengeStore['drop'];
  readonly check: ChallengeStore['check'];
  readonly close: ChallengeStore['close'];

  constructor(
    private readonly store: ChallengeStore,
    private readonly decisions: Decision[],
  ) {
    this.readAccount = store.readAccount.bind(store);
    this.endGap = store.endGap.bind(store);
    this.consumeProof = store.consumeProof.bind(store);
    this.drop = store.drop.bind(store);
    this.check = store.check.bind(store);
    this.close = store.close.bind(store);
  }

  async put(challenge: StoredChallenge, deadline?: Deadline): Promise<void> {
    if (challenge.strong) this.strong.add(challenge.id);
    await this.store.put(challenge, deadline);
  }

  async putShared(challenge: SharedChallenge, deadline?: Deadline): Promise<SharedOutcome> {
    if (challenge.strong) this.strong.add(challenge.id);
    return this.store.putShared(challenge, deadline);
  }

  async attempt(attempt: VerificationAttempt, deadline?: Deadline): ReturnType<ChallengeStore['attempt']> {
    const outcome = await this.store.attempt(attempt, deadline);
    const { id: codeID, digests } = attempt;
    this.decisions.push({ codeID, account: digests[0]?.tag ?? '', outcome, strong: this.strong.has(codeID) });
    return outcome;
  }
}
