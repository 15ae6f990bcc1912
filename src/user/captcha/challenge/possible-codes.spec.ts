import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { isPossibleCode } from './possible-codes.js';
import { PRESENTATION_NAMES, presentationOf } from './presentations/index.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { NO_RECIPIENT } from './recipient.js';

const { image, email } = tenantWith().policy;
const jane = emailRecipient('jane@example.com');

describe('isPossibleCode() for images', () => {
  it('accepts the format of every presentation', () => {
    for (const name of PRESENTATION_NAMES) {
      const { length, alphabet } = presentationOf(name).formatOf(image);
      expect(isPossibleCode(alphabet.slice(0, 1).repeat(length), NO_RECIPIENT, image)).toBe(true);
    }
  });

  it.each(['', '12345', '1234567', '12345A', 'ACDEFB', '0123456789'])('refuses %j', (code) => {
    expect(isPossibleCode(code, NO_RECIPIENT, image)).toBe(false);
  });
});

describe('isPossibleCode() for sent codes', () => {
  it('accepts the length of the policy only', () => {
    const policy = { ...email, length: 8 };
    expect(isPossibleCode('12345678', jane, policy)).toBe(true);
    expect(isPossibleCode('123456', jane, policy)).toBe(false);
  });

  it('accepts a normal or a strong code', () => {
    expect(isPossibleCode('123456', jane, email)).toBe(true);
    expect(isPossibleCode('0123456789', jane, email)).toBe(true);
    expect(isPossibleCode('ACDEFH', jane, email)).toBe(false);
  });
});
