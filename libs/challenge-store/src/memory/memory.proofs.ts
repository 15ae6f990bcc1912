import { BoundedMap } from './bounded-map.js';
import { PROOF_SKEW_MS, type ProofOutcome, type SingleUseProof } from '../challenge-store.js';
import { assertProof } from '../store.assertions.js';

interface UsedProof {
  /** When it is removed. */
  readonly deadline: number;
  readonly owner: string;
}

/** The used proofs in this process. Synchronous, so that check and write stay atomic. */
export class MemoryProofs {
  /** By id. */
  private readonly used: BoundedMap<UsedProof>;
  /**
   * Proofs carry wall-clock times. The wall clock is read once and advanced by the monotonic clock, so setting it back
   * does not make a used proof valid again.
   */
  private readonly startedAt = Date.now();
  private readonly startedAtOwn: number;

  /** @param capacity most used proofs that are remembered at once */
  constructor(
    capacity: number,
    private readonly now: () => number,
  ) {
    this.used = new BoundedMap(capacity, ({ deadline }) => deadline <= this.now());
    this.startedAtOwn = now();
  }

  get size(): number {
    return this.used.size;
  }

  /**
   * See `ChallengeStore.consumeProof`.
   * @throws {StoreUnavailableError} when full
   */
  consume(proof: SingleUseProof): ProofOutcome {
    assertProof(proof);
    const { id, madeAt, expiresAt, owner } = proof;
    const deadline = this.startedAtOwn + (expiresAt - this.startedAt) + PROOF_SKEW_MS;
    if (deadline <= this.now()) return 'expired';
    if (madeAt < this.startedAt) return 'stale';
    if (this.used.get(id)) return 'used';
    this.used.set(id, { value: { deadline, owner } });
    return 'accepted';
  }

  /** @param isTimeUp called at intervals; `true` ends the sweep early */
  sweep(isTimeUp: () => boolean): void {
    this.used.sweep(isTimeUp);
  }

  clear(): void {
    this.used.clear();
  }
}
