import { randomFillSync } from 'node:crypto';

/** Bytes per `randomFillSync` call: a call costs far more than a byte. */
const POOL_SIZE = 4096;

const pool = new Uint8Array(POOL_SIZE);
let cursor = POOL_SIZE;

/** Returns the next byte of a pool filled by `node:crypto`. Each byte is used once and then overwritten with 0. */
export function cryptoByte(): number {
  if (cursor === POOL_SIZE) {
    randomFillSync(pool);
    cursor = 0;
  }
  const byte = pool[cursor]!;
  pool[cursor++] = 0;
  return byte;
}
