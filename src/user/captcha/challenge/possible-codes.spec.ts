import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { isPossibleCode, standardFormat } from './possible-codes.js';
import { PRESENTATION_NAMES, presentationOf } from './presentations/index.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { NO_RECIPIENT } from './recipient.js';

const { image, email } = tenantWith().policy;
const jane = emailRecipient('jane@example.com');

describe('The code of an image', () => {
  it.each([
    [{ length: 6, alphabet: 'letters' }, 6],
    [{ length: 4, alphabet: 'letters' }, 6],
    [{ length: 8, alphabet: 'letters' }, 8],
    [{ length: 8, alphabet: 'digits' }, 8],
  ] as const)('by the policy %j is %i digits when it is spoken', (change, length) => {
    const form = standardFormat(NO_RECIPIENT, { ...image, ...change }, 'audio');
    expect(form).toEqual({ length, alphabet: '0123456789' });
  });

  it('is what the policy says when it is shown, and when nobody asked', () => {
    const shown = { length: 6, alphabet: 'ACDEFHKMNPRTUWXY34679' };
    expect(standardFormat(NO_RECIPIENT, image, 'image')).toEqual(shown);
    expect(standardFormat(NO_RECIPIENT, image)).toEqual(shown);
  });

  it('may come in the form of every presentation, whichever was asked for', () => {
    for (const name of PRESENTATION_NAMES) {
      const { length, alphabet } = presentationOf(name).formatOf(image);
      expect(isPossibleCode(alphabet.slice(0, 1).repeat(length), NO_RECIPIENT, image)).toBe(true);
    }
  });

  it.each(['', '12345', '1234567', '12345A', 'ACDEFB', '0123456789'])('never is %j', (code) => {
    expect(isPossibleCode(code, NO_RECIPIENT, image)).toBe(false);
  });
});

describe('The code that is sent', () => {
  it('never depends on a presentation', () => {
    const policy = { ...email, length: 8 };
    expect(standardFormat(jane, policy, 'audio')).toEqual({ length: 8, alphabet: '0123456789' });
    expect(isPossibleCode('123456', jane, policy)).toBe(false);
  });

  it('may be a normal or a strong one', () => {
    expect(isPossibleCode('123456', jane, email)).toBe(true);
    expect(isPossibleCode('0123456789', jane, email)).toBe(true);
    expect(isPossibleCode('ACDEFH', jane, email)).toBe(false);
  });
});
