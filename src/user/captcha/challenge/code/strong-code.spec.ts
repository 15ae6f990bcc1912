import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../../test/support/tenant.js';
import { matchesPolicy } from './code-format.js';
import { normalizeCode } from '@system-management/human-input';
import { randomCode } from './random-code.js';
import { isStrongCode, STRONG_CODE } from './strong-code.js';

const { image, email } = tenantWith().policy;

// Contract §5: 10 characters of a 32-letter alphabet.
describe('STRONG_CODE', () => {
  it('has 50 bits: ten of 32 distinct characters, none of which is I, L, O or U', () => {
    expect(STRONG_CODE.length).toBe(10);
    expect(STRONG_CODE.length * Math.log2(STRONG_CODE.alphabet.length)).toBe(50);
    expect(STRONG_CODE.alphabet).toHaveLength(32);
    expect(new Set(STRONG_CODE.alphabet).size).toBe(32);
    expect(STRONG_CODE.alphabet).not.toMatch(/[ILOU]/);
  });
});

describe('isStrongCode()', () => {
  it('recognizes a strong code in every way to type it', () => {
    const { length, alphabet } = STRONG_CODE;
    for (let i = 0; i < 100; i++) {
      const code = randomCode(length, alphabet);
      const typed = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `;
      expect(isStrongCode(code)).toBe(true);
      expect(isStrongCode(normalizeCode(typed))).toBe(true);
    }
  });

  it.each([
    '',
    '123456',
    '637828',
    '123456789',
    '12345678901',
    '123456789I',
    '123456789O',
    'ACDEFH',
    'ACDEFHKMN',
    'ACDEFHKMNPR',
    'ACDEFHKMNI',
    'ACDEFHKMNO',
    'abcdefghjk',
    'acdefhkmnp',
    'ACDEFHKMN\u0000',
    '１２３４５６７８９０',
  ])('refuses any other format: %j', (code) => {
    expect(isStrongCode(code)).toBe(false);
  });

  it('has no format in common with normal codes', () => {
    expect(matchesPolicy('ACDEFHKMNP', email)).toBe(false);
    expect(matchesPolicy('ACDEFHKMNP', image)).toBe(false);
  });
});
