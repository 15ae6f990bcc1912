import type { ChallengeStore, Guess, Patience, StoredChallenge } from '@system-management/challenge-store';
import type { Judged } from './history.js';

/** Writes down every judgement of the store behind it. */
export class RecordingStore implements ChallengeStore {
  private readonly strong = new Set<string>();
  readonly spentFor: ChallengeStore['spentFor'];
  readonly consumeProof: ChallengeStore['consumeProof'];
  readonly drop: ChallengeStore['drop'];
  readonly check: ChallengeStore['check'];
  readonly close: ChallengeStore['close'];

  constructor(
    private readonly store: ChallengeStore,
    private readonly judged: Judged[],
  ) {
    this.spentFor = store.spentFor.bind(store);
    this.consumeProof = store.consumeProof.bind(store);
    this.drop = store.drop.bind(store);
    this.check = store.check.bind(store);
    this.close = store.close.bind(store);
  }

  async put(challenge: StoredChallenge, patience?: Patience): Promise<void> {
    if (challenge.strong) this.strong.add(challenge.id);
    await this.store.put(challenge, patience);
  }

  async attempt(guess: Guess, patience?: Patience): ReturnType<ChallengeStore['attempt']> {
    const outcome = await this.store.attempt(guess, patience);
    const { id: codeID, seals } = guess;
    this.judged.push({ codeID, account: seals[0]?.tag ?? '', outcome, strong: this.strong.has(codeID) });
    return outcome;
  }
}
