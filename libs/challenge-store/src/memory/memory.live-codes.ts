import { BoundedMap } from './bounded-map.js';
import {
  type AccountKey,
  isRepeatable,
  type LiveCode,
  MAX_CODE_AGE_MS,
  type SharedChallenge,
  type SharedOutcome,
} from '../challenge-store.js';

/** A code of an account. All challenges that share it refer to this object. */
export interface SharedCode {
  readonly nonce: string;
  readonly keyId: string;
  readonly format: string;
  /** When it was first issued. */
  readonly bornAt: number;
  /** When the last of its challenges expires. */
  expiresAt: number;
  isConsumed: boolean;
  readonly owner: string;
}

interface Gap {
  readonly until: number;
  readonly owner: string;
}

type GapKey = Pick<AccountKey, 'tag' | 'account'>;

const keyOf = ({ tag, subject }: Pick<AccountKey, 'tag' | 'subject'>): string => `${tag}:${subject}`;
const gapKeyOf = ({ tag, account = '' }: GapKey): string => `${tag}:${account}`;

/** The keys of the gap that a challenge may start. */
export function gapKeysOf({ digest, otherTags, account }: SharedChallenge): readonly [GapKey, ...GapKey[]] {
  const own = { tag: digest.tag, ...(account !== undefined && { account }) };
  return [own, ...otherTags.map((tag) => ({ ...own, tag }))];
}

/**
 * The newest codes and the gaps of all accounts in this process. Synchronous, so that the caller's steps stay atomic. The
 * same steps as the scripts in `account.scripts.ts`.
 */
export class MemoryLiveCodes {
  private readonly codes: BoundedMap<SharedCode>;
  private readonly gaps: BoundedMap<Gap>;

  /** @param capacity most accounts with a live code, and most accounts within a gap */
  constructor(
    capacity: number,
    private readonly now: () => number,
  ) {
    this.codes = new BoundedMap(capacity, ({ expiresAt }) => expiresAt <= this.now());
    this.gaps = new BoundedMap(capacity, ({ until }) => until <= this.now());
  }

  get size(): number {
    return this.codes.size + this.gaps.size;
  }

  find({ keyId, tag, subject }: AccountKey): LiveCode | undefined {
    const code = this.newest({ tag, subject });
    if (code?.keyId !== keyId || code.isConsumed) return undefined;
    const { nonce, format, bornAt } = code;
    return { keyId, tag, subject, nonce, format, leftMs: bornAt + MAX_CODE_AGE_MS - this.now() };
  }

  /** The newest code of an account and subject, consumed or not. */
  newest(key: Pick<AccountKey, 'tag' | 'subject'>): SharedCode | undefined {
    return this.codes.get(keyOf(key))?.value;
  }

  /**
   * Repeats the live code or makes the given one live. See {@link SharedOutcome}.
   * @throws {StoreUnavailableError} when full; then no gap was started
   */
  put(challenge: SharedChallenge): SharedOutcome {
    const { digest, nonce, repeats, gapMs, lifetimeMs, owner } = challenge;
    const gaps = gapKeysOf(challenge);
    const found = this.find(digest);
    const live = found && isRepeatable(found, challenge) ? found : undefined;
    if (repeats ? live?.nonce !== nonce : live) return { outcome: 'superseded', live };
    const pause = this.gapMs(gaps.slice(0, 1));
    if (!live && pause > 0) return { outcome: 'paused', gapMs: pause };
    const isDue = pause === 0;
    const lifetime = Math.min(lifetimeMs, live?.leftMs ?? MAX_CODE_AGE_MS);
    try {
      if (isDue) this.startGap(gaps, gapMs, owner);
      this.keep(challenge, lifetime);
    } catch (error) {
      if (isDue) this.endGap(gaps);
      throw error;
    }
    return { outcome: 'stored', isDue, lifetimeMs: lifetime, gapMs: isDue ? gapMs : pause };
  }

  /** The longest gap in milliseconds. */
  gapMs(keys: readonly GapKey[]): number {
    return Math.max(0, ...keys.map((key) => (this.gaps.get(gapKeyOf(key))?.value.until ?? 0) - this.now()));
  }

  endGap(keys: readonly GapKey[]): void {
    for (const key of keys) this.gaps.delete(gapKeyOf(key));
  }

  /** @param isTimeUp called at intervals; `true` ends the sweep early */
  sweep(isTimeUp: () => boolean): void {
    this.codes.sweep(isTimeUp);
    this.gaps.sweep(isTimeUp);
  }

  clear(): void {
    this.codes.clear();
    this.gaps.clear();
  }

  private startGap(keys: readonly GapKey[], gapMs: number, owner: string): void {
    if (gapMs === 0) return;
    const until = this.now() + gapMs;
    for (const key of keys) this.gaps.set(gapKeyOf(key), { value: { until, owner } });
  }

  private keep({ digest, nonce, format, repeats, owner }: SharedChallenge, lifetime: number): void {
    const expiresAt = this.now() + lifetime;
    const live = repeats ? this.newest(digest) : undefined;
    if (live) {
      live.expiresAt = Math.max(live.expiresAt, expiresAt);
      return;
    }
    const { keyId } = digest;
    const code = { nonce, keyId, format, bornAt: this.now(), expiresAt, isConsumed: false, owner };
    this.codes.set(keyOf(digest), { value: code });
  }
}
