import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares two secrets of any length in constant time. */
export function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(secretDigest(given), secretDigest(expected));
}

/** Secrets of any length have digests of the same length, which `timingSafeEqual()` requires. */
export function secretDigest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
