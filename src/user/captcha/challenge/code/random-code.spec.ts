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
  // A uniform generator exceeds this bound once in a thousand times, so each position is drawn again if it does.
  it.each([
    ['letters', CRITICAL[20]],
    ['digits', CRITICAL[9]],
  ] as const)('draws every character of %s with equal probability at every position', (name, critical) => {
    const first = chiSquares(6, ALPHABETS[name]);
    const second = first.every((value) => value < critical) ? first : chiSquares(6, ALPHABETS[name]);
    first.forEach((value, position) => expect(Math.min(value, second[position]!)).toBeLessThan(critical));
  });

  it('draws one index of the alphabet per character', () => {
    const bounds: number[] = [];
    const indices = [18, 0, 18, 0];
    const draw = (max: number): number => (bounds.push(max), indices.shift()!);
    expect(randomCode(4, ALPHABETS.letters, draw)).toBe('9A9A');
    expect(bounds).toEqual([19, 19, 19, 19]);
  });

  it('keeps leading zeros', () => {
    expect(randomCode(6, ALPHABETS.digits, () => 0)).toBe('000000');
  });

  it.each([0, -1, 1.5, NaN])('refuses a length of %s', (length) => {
    expect(() => randomCode(length, ALPHABETS.digits)).toThrow('at least 1');
  });

  it.each(['', 'A', 'A'.repeat(257)])(
    'refuses an alphabet with too few or too many characters',
    (alphabet) => {
      expect(() => randomCode(6, alphabet)).toThrow(`not ${alphabet.length}`);
    },
  );
});
