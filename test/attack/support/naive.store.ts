import type {
  AccountState,
  AttemptOutcome,
  ChallengeStore,
  VerificationAttempt,
  ProofOutcome,
  SharedChallenge,
  SharedOutcome,
  StoredChallenge,
} from '@system-management/challenge-store';

/**
 * A store with a race: it reads, compares and deletes in separate steps. Tests use it to prove that the history checker
 * detects such races.
 */
export class NaiveStore implements ChallengeStore {
  private readonly records = new Map<string, StoredChallenge & { wrong: number }>();

  async put(challenge: StoredChallenge): Promise<void> {
    this.records.set(challenge.id, { ...challenge, wrong: 0 });
  }

  async attempt({ id, digests }: VerificationAttempt): Promise<AttemptOutcome> {
    const record = this.records.get(id);
    await roundTrip();
    if (!record) return 'not_found';
    if (digests.some(({ mac }) => mac.equals(record.digest.mac))) {
      await roundTrip();
      this.records.delete(id);
      return 'accepted';
    }
    const wrong = record.wrong;
    await roundTrip();
    record.wrong = wrong + 1;
    if (record.wrong < record.attempts) return 'mismatch';
    this.records.delete(id);
    return 'exhausted';
  }

  async putShared(challenge: SharedChallenge): Promise<SharedOutcome> {
    await this.put(challenge);
    return { outcome: 'stored', isDue: true, lifetimeMs: challenge.lifetimeMs, gapMs: challenge.gapMs };
  }

  async readAccount(): Promise<AccountState> {
    return { budgetMs: 0, gapMs: 0 };
  }

  async endGap(): Promise<void> {}

  async consumeProof(): Promise<ProofOutcome> {
    return 'accepted';
  }

  async drop(id: string): Promise<void> {
    this.records.delete(id);
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {}
}

const roundTrip = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
