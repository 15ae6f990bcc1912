import { BoundedMap } from './bounded-map.js';
import {
  type AccountKey,
  isRepeatable,
  type LiveCode,
  MAX_CODE_AGE_MS,
  type SharedChallenge,
  type SharedOutcome,
} from '../challenge-store.js';

/** The codes of one account and subject. */
interface Codes {
  /** The newest code. */
  nonce: string;
  keyId: string;
  format: string;
  /** When it was first issued. */
  bornAt: number;
  /** The nonces of all codes that are not consumed: a challenge of an older code stays valid until it expires. */
  readonly unused: Set<string>;
  /** When the last of their challenges expires. */
  expiresAt: number;
  readonly owner: string;
}

interface Gap {
  readonly until: number;
  readonly owner: string;
}

type GapKey = Pick<AccountKey, 'tag' | 'account'>;

const keyOf = ({ tag, subject }: Pick<AccountKey, 'tag' | 'subject'>): string => `${tag}:${subject}`;
const gapKeyOf = ({ tag, account = '' }: GapKey): string => `${tag}:${account}`;

/**
 * The live codes and the gaps of all accounts in this process. Synchronous, so that the caller's steps stay atomic. The
 * same steps as the scripts in `account.scripts.ts`.
 */
export class MemoryLiveCodes {
  private readonly codes: BoundedMap<Codes>;
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
    const codes = this.codes.get(keyOf({ tag, subject }))?.value;
    if (codes?.keyId !== keyId || !codes.unused.has(codes.nonce)) return undefined;
    const { nonce, format, bornAt } = codes;
    const leftMs = bornAt + MAX_CODE_AGE_MS - this.now();
    return leftMs > 0 ? { keyId, tag, subject, nonce, format, leftMs } : undefined;
  }

  /** Repeats the live code or makes the given one live. See {@link SharedOutcome}. @throws {StoreUnavailableError} when full */
  put(challenge: SharedChallenge): SharedOutcome {
    const { digest, nonce, repeats, gapMs, lifetimeMs, owner, account } = challenge;
    const gap = { tag: digest.tag, ...(account && { account }) };
    const found = this.find(digest);
    const live = found && isRepeatable(found, challenge) ? found : undefined;
    if (repeats ? live?.nonce !== nonce : live) return { outcome: 'superseded', live };
    const pause = this.gapMs([gap]);
    if (!live && pause > 0) return { outcome: 'paused', gapMs: pause };
    const isDue = pause === 0;
    const lifetime = Math.min(lifetimeMs, live?.leftMs ?? MAX_CODE_AGE_MS);
    this.keep(challenge, lifetime);
    if (isDue) this.startGap([gap, ...challenge.otherTags.map((tag) => ({ ...gap, tag }))], gapMs, owner);
    return { outcome: 'stored', isDue, lifetimeMs: lifetime, gapMs: isDue ? gapMs : pause };
  }

  /** Whether the code of this nonce is live and not consumed. */
  isUnused(key: Pick<AccountKey, 'tag' | 'subject'>, nonce: string): boolean {
    return this.codes.get(keyOf(key))?.value.unused.has(nonce) ?? false;
  }

  consume(key: Pick<AccountKey, 'tag' | 'subject'>, nonce: string): void {
    this.codes.get(keyOf(key))?.value.unused.delete(nonce);
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
    const codes = this.codes.get(keyOf(digest))?.value;
    const expiresAt = Math.max(codes?.expiresAt ?? 0, this.now() + lifetime);
    if (codes && repeats) {
      codes.expiresAt = expiresAt;
      return;
    }
    const unused = new Set([...(codes?.unused ?? []), nonce]);
    const value = { nonce, keyId: digest.keyId, format, bornAt: this.now(), unused, expiresAt, owner };
    this.codes.set(keyOf(digest), { value });
  }
}
