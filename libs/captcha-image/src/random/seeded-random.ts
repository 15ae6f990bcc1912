import { cryptoByte } from './crypto-bytes.js';

/** Bytes. */
export const SEED_SIZE = 16;

/** Outputs discarded after seeding, until the four seed words have mixed. */
const MIXING_STEPS = 12;

/**
 * A fast, predictable generator for shapes and colours, not for answers: `sfc32` of Chris Doty-Humphrey's PractRand
 * (https://pracrand.sourceforge.net/). Equal seeds give equal pictures.
 */
export class SeededRandom {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  /**
   * @param seed 16 bytes
   * @throws {RangeError} for a seed of another length
   */
  constructor(seed: Uint8Array) {
    if (seed.length !== SEED_SIZE) {
      throw new RangeError(`a seed has ${SEED_SIZE} bytes, not ${seed.length}`);
    }
    const words = new DataView(seed.buffer, seed.byteOffset, SEED_SIZE);
    this.a = words.getInt32(0);
    this.b = words.getInt32(4);
    this.c = words.getInt32(8);
    this.counter = words.getInt32(12);
    for (let step = 0; step < MIXING_STEPS; step++) this.next();
  }

  /** Seeds a generator from `node:crypto`, so that a picture reveals nothing about the next one. */
  static unpredictable(): SeededRandom {
    const seed = new Uint8Array(SEED_SIZE);
    for (let i = 0; i < SEED_SIZE; i++) seed[i] = cryptoByte();
    return new SeededRandom(seed);
  }

  /** A real number in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  /** A real number in [-size, size). */
  around(size: number): number {
    return this.between(-size, size);
  }

  /** A whole number in [from, to], both included. */
  whole(from: number, to: number): number {
    return from + Math.floor((to - from + 1) * this.next());
  }

  /** A real number in [0, 1) of 32 bits. */
  private next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
}
