import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { secretProblem } from './secret-strength.js';

const SEQUENCE = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const NOT_RANDOM = 'is not random: draw a new one';

/** Bytes as they are, and as the texts that encode them. */
const inEveryForm = (bytes: Buffer): Buffer[] => [
  bytes,
  ...(['hex', 'base64', 'base64url'] as const).map((encoding) => Buffer.from(bytes.toString(encoding))),
  Buffer.from(Buffer.from(bytes.toString('hex')).toString('base64')),
];

describe('SEC-55: secretProblem()', () => {
  it.each<[string, Buffer]>([
    ['equal bytes', Buffer.alloc(32, 7)],
    ['equal letters', Buffer.from('a'.repeat(32))],
    ['the bytes 0…31', SEQUENCE],
    ['the bytes 31…0', Buffer.from(SEQUENCE).reverse()],
    ['every third byte', Buffer.from(SEQUENCE.map((byte) => byte * 3))],
    ['a sequence in which two bytes are swapped', Buffer.from([1, 0, ...SEQUENCE.subarray(2)])],
    ['the alphabet', Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789')],
    ['few letters', Buffer.from('ambeeambmaebaambebmemaabeembmaba')],
    ['one letter with a short ending', Buffer.from(`${'a'.repeat(28)}x7Qp`)],
    ['a repeated word', Buffer.from('correct horse, correct horse, correct horse, corr')],
  ])('finds %s, also in hex and base64', (_what, bytes) => {
    expect(inEveryForm(bytes).map((form) => secretProblem(form))).toEqual(
      inEveryForm(bytes).map(() => NOT_RANDOM),
    );
  });

  it('finds a word that was taken for base64', () => {
    for (const base64 of ['hunter2'.repeat(6), 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ']) {
      expect(secretProblem(Buffer.from(base64, 'base64'), 24)).toBe(NOT_RANDOM);
    }
  });

  it('finds a secret that is too short, with its length', () => {
    expect(secretProblem(Buffer.from('a'.repeat(16)))).toBe('has 16 bytes, at least 32 are needed');
    expect(secretProblem(randomBytes(31))).toBe('has 31 bytes, at least 32 are needed');
    expect(secretProblem(randomBytes(24), 24)).toBeUndefined();
    expect(secretProblem(randomBytes(23), 24)).toBe('has 23 bytes, at least 24 are needed');
  });

  it('finds a published secret, also decoded, encoded, or as a part', () => {
    const webhook = 'QSBtYWRlLXVwIHNlY3JldCBmb3IgdGhlIFJFQURNRQ==';
    const published = [
      ...inEveryForm(Buffer.from('local-development-only')),
      ...inEveryForm(Buffer.from(webhook, 'base64')),
      Buffer.from(`whsec_${webhook}`),
      Buffer.from(`my-local-development-only-${randomBytes(16).toString('hex')}`),
    ];
    for (const secret of published) {
      expect(secretProblem(secret), secret.toString()).toBe(
        'is published in the repository of this service: draw a new one',
      );
    }
  });

  it('finds nothing in random secrets: 32 bytes, or text with as many characters', () => {
    const found = Array.from({ length: 2000 }, () => randomBytes(32)).flatMap((bytes) => {
      const texts = [bytes.toString('hex').slice(0, 32), bytes.toString('base64').slice(0, 32)];
      const secrets = [...inEveryForm(bytes), ...texts.map((text) => Buffer.from(text))];
      return secrets.filter((secret) => secretProblem(secret) !== undefined).map(String);
    });
    expect(found).toEqual([]);
  });
});
