import { describe, expect, it } from 'vitest';
import { normalizeCode } from './normalize-code.js';
import { isStrongCode, newStrongCode, STRONG_CODE } from './strong-code.js';

describe('A strong code', () => {
  it('has 50 bits: ten of 32 distinct characters, none of which is I, L, O or U', () => {
    expect(STRONG_CODE.length * Math.log2(STRONG_CODE.alphabet.length)).toBe(50);
    expect(new Set(STRONG_CODE.alphabet).size).toBe(32);
    expect(STRONG_CODE.alphabet).not.toMatch(/[ILOU]/);
    const codes = Array.from({ length: 10_000 }, newStrongCode);
    expect(codes.filter((code) => !isStrongCode(code))).toEqual([]);
    expect(new Set(codes).size).toBe(10_000);
    expect(new Set(codes.join('')).size).toBe(32);
  });

  it('is recognised however a person typed it', () => {
    const code = newStrongCode();
    const typed = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `;
    expect(isStrongCode(normalizeCode(typed))).toBe(true);
  });

  it.each([
    '',
    '637828',
    '123456789',
    '12345678901',
    '123456789I',
    '123456789O',
    'abcdefghjk',
    '１２３４５６７８９０',
  ])('is not %j', (text) => {
    expect(isStrongCode(text)).toBe(false);
  });
});
