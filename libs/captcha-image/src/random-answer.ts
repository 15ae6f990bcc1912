import { cryptoByte } from './random/crypto-bytes.js';

/** A byte has this many values. */
const BYTE_VALUES = 256;

/**
 * An unpredictable answer in which every string of the length is equally likely: bytes beyond the last whole multiple
 * of the alphabet are drawn again instead of being folded onto its first characters.
 *
 * @param length characters, at least 1
 * @param alphabet 2 to 256 distinct characters of one UTF-16 unit each
 * @param nextByte source of uniform bytes (0–255) @default the pool of `node:crypto` bytes
 * @throws {RangeError} when the length or the alphabet's size is outside these limits
 */
export function randomAnswer(length: number, alphabet: string, nextByte: () => number = cryptoByte): string {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`length of an answer must be a whole number of at least 1, not ${length}`);
  }
  if (alphabet.length < 2 || alphabet.length > BYTE_VALUES) {
    throw new RangeError(`an alphabet has 2 to ${BYTE_VALUES} characters, not ${alphabet.length}`);
  }
  const limit = BYTE_VALUES - (BYTE_VALUES % alphabet.length);
  let answer = '';
  while (answer.length < length) {
    const byte = nextByte();
    if (byte < limit) answer += alphabet[byte % alphabet.length]!;
  }
  return answer;
}
