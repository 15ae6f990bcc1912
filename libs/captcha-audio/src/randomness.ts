import { type Cipher, createCipheriv, randomBytes } from 'node:crypto';

/** Length of a seed in bytes: a key of AES-128. */
export const SEED_SIZE = 16;

/** A real number is made of this many bytes. */
const NUMBER_SIZE = 4;
const POOL_SIZE = 256 * NUMBER_SIZE;

/**
 * All chance in one clip: the key stream of AES-128 in counter mode (NIST SP 800-38A §6.5) under a seed. The same seed
 * gives the same clip; as the cipher runs in native code, whole stretches of noise cost next to nothing.
 */
export class Randomness {
  private readonly cipher: Cipher;
  private pool: Buffer = Buffer.alloc(0);
  private cursor = 0;

  /** @param seed 16 bytes @default fresh ones of `node:crypto`: no clip tells anything about the next */
  constructor(seed: Uint8Array = randomBytes(SEED_SIZE)) {
    if (seed.length !== SEED_SIZE) {
      throw new RangeError(`a seed has ${SEED_SIZE} bytes, not ${seed.length}`);
    }
    this.cipher = createCipheriv('aes-128-ctr', seed, Buffer.alloc(SEED_SIZE));
  }

  /** The next bytes, each uniform. */
  bytes(count: number): Buffer {
    return this.cipher.update(Buffer.alloc(count));
  }

  /** A real number in [from, to). */
  between(from: number, to: number): number {
    if (this.cursor === this.pool.length) {
      this.pool = this.bytes(POOL_SIZE);
      this.cursor = 0;
    }
    const number = this.pool.readUInt32LE(this.cursor) / 2 ** 32;
    this.cursor += NUMBER_SIZE;
    return from + (to - from) * number;
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.between(0, count));
  }
}
