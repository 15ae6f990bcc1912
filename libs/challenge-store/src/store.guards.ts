import type { Budget, SingleUseProof, StoredChallenge } from './challenge-store.js';

/** What an id or a tag may be: it becomes part of a Redis key, where a brace would move the key to another slot. */
export function isName(text: string): boolean {
  return /^[\w-]{1,128}$/.test(text);
}

/** @throws {RangeError} naming the malformed part: what a store takes, it must be able to find and to let expire */
export function assertChallenge({ id, digest, attempts, lifetimeMs }: StoredChallenge): void {
  if (!isName(id)) throw new RangeError(`id must be 1 to 128 letters, digits, '-' or '_'`);
  if (!isName(digest.tag)) throw new RangeError(`digest.tag must be 1 to 128 letters, digits, '-' or '_'`);
  assertPositiveWhole('attempts', attempts);
  assertPositiveWhole('lifetimeMs', lifetimeMs);
}

/** @throws {RangeError} naming the malformed part */
export function assertProof({ id, madeAt, expiresAt }: SingleUseProof): void {
  if (!isName(id)) throw new RangeError(`id must be 1 to 128 letters, digits, '-' or '_'`);
  assertPositiveWhole('madeAt', madeAt);
  assertPositiveWhole('expiresAt', expiresAt);
}

/** @throws {RangeError} naming the malformed number */
export function assertBudget({ max, windowMs }: Budget): void {
  assertPositiveWhole('budget.max', max);
  assertPositiveWhole('budget.windowMs', windowMs);
}

/** Redis takes no fraction of a millisecond, and answers an endless life to none. */
function assertPositiveWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a whole number from 1 on, got ${value}`);
  }
}
