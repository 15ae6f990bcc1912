import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares two secrets of any length in constant time. Digests, because `timingSafeEqual()` requires equal lengths. */
export function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected));
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
