import {
  type Budget,
  MAX_CODE_AGE_MS,
  type SharedChallenge,
  type SingleUseProof,
  type StoredChallenge,
} from './challenge-store.js';

/**
 * Whether a text is a valid id or account tag. Both become part of a Redis key, where a brace would change the slot.
 */
export function isName(text: string): boolean {
  return /^[\w-]{1,128}$/.test(text);
}

/** @throws {RangeError} naming the malformed field */
export function assertChallenge({ id, digest, attempts, lifetimeMs }: StoredChallenge): void {
  assertName('id', id);
  assertName('digest.tag', digest.tag);
  assertPositiveInteger('attempts', attempts);
  assertPositiveInteger('lifetimeMs', lifetimeMs);
}

/** @throws {RangeError} naming the malformed field */
export function assertShared(challenge: SharedChallenge): void {
  assertChallenge(challenge);
  const { digest, nonce, gapMs, lifetimeMs, otherTags, account } = challenge;
  assertName('digest.subject', digest.subject);
  assertName('nonce', nonce);
  for (const tag of otherTags) assertName('otherTags', tag);
  if (account !== undefined) assertName('account', account);
  if (!Number.isSafeInteger(gapMs) || gapMs < 0) {
    throw new RangeError(`gapMs must be an integer of at least 0, got ${gapMs}`);
  }
  if (lifetimeMs > MAX_CODE_AGE_MS) throw new RangeError(`lifetimeMs must be at most ${MAX_CODE_AGE_MS}`);
}

/** @throws {RangeError} naming the malformed field */
export function assertProof({ id, madeAt, expiresAt }: SingleUseProof): void {
  assertName('id', id);
  assertPositiveInteger('madeAt', madeAt);
  assertPositiveInteger('expiresAt', expiresAt);
}

/** @throws {RangeError} naming the malformed field */
export function assertBudget({ max, windowMs }: Budget): void {
  assertPositiveInteger('budget.max', max);
  assertPositiveInteger('budget.windowMs', windowMs);
}

function assertName(name: string, value: string): void {
  if (!isName(value)) throw new RangeError(`${name} must be 1 to 128 letters, digits, '-' or '_'`);
}

/** `PEXPIRE` accepts integers only. */
function assertPositiveInteger(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a positive integer, got ${value}`);
  }
}
