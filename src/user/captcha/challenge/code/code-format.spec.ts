import { normalizeCode } from '@system-management/human-input';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../../test/support/tenant.js';
import { ALPHABETS } from './code-alphabets.js';
import { matchesPolicy } from './code-format.js';

const { image, email } = tenantWith().policy;

describe('matchesPolicy()', () => {
  it.each(['000000', '123456', '999999'])('accepts six digits for an e-mail: %s', (code) => {
    expect(matchesPolicy(code, email)).toBe(true);
  });

  it.each(['ACDEFH', 'KMNPRT', 'UWXY36', '693ACD'])('accepts six letters for an image: %s', (code) => {
    expect(matchesPolicy(code, image)).toBe(true);
  });

  it('uses the length and alphabet of the policy', () => {
    expect(matchesPolicy('12345678', { ...email, length: 8 })).toBe(true);
    expect(matchesPolicy('123456', { ...email, length: 8 })).toBe(false);
    expect(matchesPolicy('ACDEFH', { ...email, alphabet: 'letters' })).toBe(true);
    expect(matchesPolicy('123456', { ...image, alphabet: 'digits' })).toBe(true);
  });

  it.each([
    '',
    '12345',
    '1234567',
    '12345a',
    '12345\u0000',
    '1e5000',
    '+12345',
    '12.345',
    '0x1234',
    '１23456',
    '12345😀',
    '😀😀😀',
    '[123456]',
    '{"$ne":""}',
  ])('refuses anything but six digits for an e-mail: %j', (code) => {
    expect(matchesPolicy(code, email)).toBe(false);
  });

  it('refuses characters outside the alphabet of images', () => {
    const codes = [...'BGIJLOQSVZ01258', ...'aä ', ''].map((one) => `ACDEF${one}`);
    expect(codes.filter((code) => matchesPolicy(code, image))).toEqual([]);
  });

  it('accepts every code of its alphabet, in every way to type it (generated)', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(email, image)
          .chain((policy) =>
            fc.tuple(
              fc.constant(policy),
              fc.array(fc.constantFrom(...ALPHABETS[policy.alphabet]), { minLength: 6, maxLength: 6 }),
            ),
          ),
        fc.constantFrom(' ', '-', '', ' - ', '\u3000'),
        ([policy, characters], gap) => {
          const code = characters.join('');
          expect(matchesPolicy(code, policy)).toBe(true);
          for (const typed of [code, code.toLowerCase(), characters.join(gap), gap + code + gap]) {
            expect(normalizeCode(typed)).toBe(code);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
