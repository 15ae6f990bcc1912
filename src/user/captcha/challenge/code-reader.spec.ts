import { describe, expect, it } from 'vitest';
import { presentations } from '../../../../test/support/presentations.js';
import { tenantWith } from '../../../../test/support/tenant.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { CodeReader } from './code-reader.js';
import { NO_RECIPIENT } from './recipient.js';

const { image, email } = tenantWith().policy;
const jane = emailRecipient('jane@example.com');
const reader = new CodeReader(await presentations());

describe('CodeReader: answers to images', () => {
  it.each([
    ['ACDEFH', 'a picture'],
    ['acd-efh', 'a picture, in small letters with a dash'],
    ['012345', 'a recording'],
  ])('reads %j, the code of %s', async (answer) => {
    expect(await reader.read(answer, NO_RECIPIENT, image)).toBe(answer.replace('-', '').toUpperCase());
  });

  it('reads 4 as A and 7 as T where the rest is of a picture, and leaves spoken digits alone', async () => {
    expect(await reader.read('4CDEF7', NO_RECIPIENT, image)).toBe('ACDEFT');
    expect(await reader.read('470000', NO_RECIPIENT, image)).toBe('470000');
    expect(await reader.read('4CDEF7', NO_RECIPIENT, { ...image, alphabet: 'digits' })).toBeUndefined();
  });

  it.each(['', '12345', '1234567', '12345A', 'ACDEFB', '0123456789', 'A'.repeat(200)])(
    'reads no code in %j',
    async (answer) => {
      expect(await reader.read(answer, NO_RECIPIENT, image)).toBeUndefined();
    },
  );
});

describe('CodeReader: sent codes', () => {
  it('reads the length of the policy only', async () => {
    const policy = { ...email, length: 8 };
    expect(await reader.read('12345678', jane, policy)).toBe('12345678');
    expect(await reader.read('123456', jane, policy)).toBeUndefined();
  });

  it('reads a normal and a strong code', async () => {
    expect(await reader.read('123456', jane, email)).toBe('123456');
    expect(await reader.read('0123456789', jane, email)).toBe('0123456789');
    expect(await reader.read('ACDEFH', jane, email)).toBeUndefined();
  });
});
