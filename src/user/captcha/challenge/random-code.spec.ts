import { describe, expect, it } from 'vitest';
import { ALPHABETS } from './code-alphabets.js';
import { randomCode } from './random-code.js';

/** Upper 0.1 % points of χ² by degrees of freedom (NIST/SEMATECH e-Handbook §1.3.6.7.4). */
const CRITICAL = { 9: 27.877, 20: 45.315 };

const DRAWS = 100_000;

function chiSquares(length: number, alphabet: string): number[] {
  const counts = Array.from({ length }, () => new Map<string, number>());
  for (let draw = 0; draw < DRAWS; draw++) {
    [...randomCode(length, alphabet)].forEach((character, position) => {
      counts[position]!.set(character, (counts[position]!.get(character) ?? 0) + 1);
    });
  }
  const expected = DRAWS / alphabet.length;
  return counts.map((count) =>
    [...alphabet].reduce(
      (sum, character) => sum + ((count.get(character) ?? 0) - expected) ** 2 / expected,
      0,
    ),
  );
}

describe('randomCode()', () => {
  // A fair generator fails one draw in a thousand at this bound, so a position may be drawn once more.
  it.each([
    ['letters', CRITICAL[20]],
    ['digits', CRITICAL[9]],
  ] as const)('gives every character of %s the same chance at every position', (name, critical) => {
    const first = chiSquares(6, ALPHABETS[name]);
    const second = first.every((value) => value < critical) ? first : chiSquares(6, ALPHABETS[name]);
    first.forEach((value, position) => expect(Math.min(value, second[position]!)).toBeLessThan(critical));
  });

  it('draws one index of the alphabet for each character', () => {
    const asked: number[] = [];
    const indices = [20, 0, 20, 0];
    const draw = (max: number): number => (asked.push(max), indices.shift()!);
    expect(randomCode(4, ALPHABETS.letters, draw)).toBe('9A9A');
    expect(asked).toEqual([21, 21, 21, 21]);
  });

  it('keeps leading zeros', () => {
    expect(randomCode(6, ALPHABETS.digits, () => 0)).toBe('000000');
  });

  it.each([0, -1, 1.5, NaN])('refuses a length of %s', (length) => {
    expect(() => randomCode(length, ALPHABETS.digits)).toThrow('at least 1');
  });

  it.each(['', 'A', 'A'.repeat(257)])(
    'refuses an alphabet that has too few or too many characters',
    (alphabet) => {
      expect(() => randomCode(6, alphabet)).toThrow(`not ${alphabet.length}`);
    },
  );
});
