import { randomFillSync } from 'node:crypto';

/** One call of the operating system's generator for many answers: it costs far more than a byte does. */
const POOL_SIZE = 4096;

const pool = new Uint8Array(POOL_SIZE);
let cursor = POOL_SIZE;

/** The next byte of a pool filled by `node:crypto`; each byte is handed out once and wiped. */
export function cryptoByte(): number {
  if (cursor === POOL_SIZE) {
    randomFillSync(pool);
    cursor = 0;
  }
  const byte = pool[cursor]!;
  pool[cursor++] = 0;
  return byte;
}
