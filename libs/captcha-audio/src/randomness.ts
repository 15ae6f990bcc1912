import { type Cipher, createCipheriv, randomBytes } from 'node:crypto';

/** Seed length in bytes: an AES-128 key. */
export const SEED_SIZE = 16;

/** Bytes per random number. */
const NUMBER_SIZE = 4;
const POOL_SIZE = 256 * NUMBER_SIZE;

/**
 * Random numbers of one clip: the key stream of AES-128 in counter mode (NIST SP 800-38A §6.5) with a seed as the
 * key. The same seed gives the same clip. The cipher is native code, so long noise is cheap.
 */
export class Randomness {
  private readonly cipher: Cipher;
  private pool: Buffer = Buffer.alloc(0);
  private cursor = 0;

  /**
   * @param seed 16 bytes @default random bytes from `node:crypto`, so that clips are independent of each other
   * @throws {RangeError} for a seed of another length
   */
  constructor(seed: Uint8Array = randomBytes(SEED_SIZE)) {
    if (seed.length !== SEED_SIZE) {
      throw new RangeError(`a seed must have ${SEED_SIZE} bytes, got ${seed.length}`);
    }
    this.cipher = createCipheriv('aes-128-ctr', seed, Buffer.alloc(SEED_SIZE));
  }

  /** Uniformly distributed bytes. */
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

  /** An integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.between(0, count));
  }
}
