import { randomInt } from 'node:crypto';

/**
 * Draws a string in which every character of the alphabet is equally likely at every position: `crypto.randomInt` has no
 * modulo bias (https://nodejs.org/api/crypto.html#cryptorandomintmin-max-callback).
 *
 * @param length characters, at least 1
 * @param alphabet 2 to 256 distinct characters of one UTF-16 unit each
 * @param randomIndex uniform whole number from 0 to `max - 1` @default crypto.randomInt
 * @throws {RangeError} when the length or the alphabet's size is outside these limits
 */
export function randomCode(
  length: number,
  alphabet: string,
  randomIndex: (max: number) => number = randomInt,
): string {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`length of a code must be a whole number of at least 1, not ${length}`);
  }
  if (alphabet.length < 2 || alphabet.length > 256) {
    throw new RangeError(`an alphabet has 2 to 256 characters, not ${alphabet.length}`);
  }
  let code = '';
  while (code.length < length) code += alphabet[randomIndex(alphabet.length)]!;
  return code;
}
