import fc from 'fast-check';
import addressparser from 'nodemailer/lib/addressparser';
import { describe, expect, it } from 'vitest';

import { isBareAddress, isOneRecipient, parseSender } from './address.js';

describe('isBareAddress()', () => {
  it.each([
    'a@b',
    'MiXed.Case+tag@Example.COM',
    "o'brien@example.com",
    '%0d%0a@example.com',
    'a_b-c@xn--e1afmkfd.example',
  ])('accepts %s', (text) => expect(isBareAddress(text)).toBe(true));

  it('accepts no text that nodemailer parses differently', () => {
    // Weighted towards valid characters, so that enough texts are accepted.
    const dangerous = '@@,;:<>()[]"\\ \r\n\t\0\u200b\u0131é＠';
    const part = fc.string({ unit: fc.constantFrom(...`${'ab.-+%!'.repeat(12)}${dangerous}`), maxLength: 6 });
    let accepted = 0;
    fc.assert(
      fc.property(part, part, (local, domain) => {
        const text = `${local}@${domain}`;
        if (!isBareAddress(text)) return;
        accepted += 1;
        expect(addressparser(text)).toEqual([{ address: text, name: '' }]);
      }),
      { numRuns: 10_000, seed: 22 },
    );
    expect(accepted).toBeGreaterThan(300);
  });
});

describe('isOneRecipient() for SMS', () => {
  it.each(['+8613800138000', '13800138000', '+1 (555) 010-9999', '010.5550.1234'])('accepts %s', (to) =>
    expect(isOneRecipient('sms', to)).toBe(true),
  );

  it.each(['', '+', '5', '1,2', '1;2', '1/2', '1\n2', '1\t2', '１３８', 'a@b.example', `1${'0'.repeat(40)}`])(
    'rejects %j',
    (to) => expect(isOneRecipient('sms', to)).toBe(false),
  );
});

describe('parseSender()', () => {
  it.each([
    ['a@b.example', { name: '', address: 'a@b.example' }],
    ['<a@b.example>', { name: '', address: 'a@b.example' }],
    [' Example  <a@b.example> ', { name: 'Example', address: 'a@b.example' }],
    ['"Example, Inc." <a@b.example>', { name: 'Example, Inc.', address: 'a@b.example' }],
    ['阿里 <evil@b.example> <a@b.example>', { name: '阿里 <evil@b.example>', address: 'a@b.example' }],
  ])('parses %j', (text, sender) => expect(parseSender(text)).toEqual(sender));

  it.each([
    '',
    'nobody',
    'a@b, c@d',
    'A <a@b',
    'A a@b>',
    'A <a@b>, <c@d> x',
    'A\r\nBcc: x <a@b>',
    'A\0 <a@b>',
    'A <a b@c>',
  ])('returns undefined for %j', (text) => expect(parseSender(text)).toBeUndefined());
});
