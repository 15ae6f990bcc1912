import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { isPossibleCode, standardFormat } from './possible-codes.js';
import { PRESENTATION_NAMES, presentationOf } from './presentations/index.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { NO_RECIPIENT } from './recipient.js';

const { image, email } = tenantWith().policy;
const jane = emailRecipient('jane@example.com');

describe('standardFormat() and isPossibleCode() for images', () => {
  it.each([
    [{ length: 6, alphabet: 'letters' }, 6],
    [{ length: 4, alphabet: 'letters' }, 6],
    [{ length: 8, alphabet: 'letters' }, 8],
    [{ length: 8, alphabet: 'digits' }, 8],
  ] as const)('with the policy %j have %i digits when spoken', (change, length) => {
    const format = standardFormat(NO_RECIPIENT, { ...image, ...change }, 'audio');
    expect(format).toEqual({ length, alphabet: '0123456789' });
  });

  it('have the policy’s format for a picture, which is the default', () => {
    const expected = { length: 6, alphabet: 'ACDEFHKMNPRTUWXY34679' };
    expect(standardFormat(NO_RECIPIENT, image, 'image')).toEqual(expected);
    expect(standardFormat(NO_RECIPIENT, image)).toEqual(expected);
  });

  it('accept the format of every presentation', () => {
    for (const name of PRESENTATION_NAMES) {
      const { length, alphabet } = presentationOf(name).formatOf(image);
      expect(isPossibleCode(alphabet.slice(0, 1).repeat(length), NO_RECIPIENT, image)).toBe(true);
    }
  });

  it.each(['', '12345', '1234567', '12345A', 'ACDEFB', '0123456789'])('refuse %j', (code) => {
    expect(isPossibleCode(code, NO_RECIPIENT, image)).toBe(false);
  });
});

describe('standardFormat() and isPossibleCode() for sent codes', () => {
  it('do not depend on the presentation', () => {
    const policy = { ...email, length: 8 };
    expect(standardFormat(jane, policy, 'audio')).toEqual({ length: 8, alphabet: '0123456789' });
    expect(isPossibleCode('123456', jane, policy)).toBe(false);
  });

  it('accept a normal or a strong code', () => {
    expect(isPossibleCode('123456', jane, email)).toBe(true);
    expect(isPossibleCode('0123456789', jane, email)).toBe(true);
    expect(isPossibleCode('ACDEFH', jane, email)).toBe(false);
  });
});
