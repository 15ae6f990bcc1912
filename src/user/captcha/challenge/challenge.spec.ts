import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { matchesFormat } from './code/code-format.js';
import { Challenge, type NewImageChallenge } from './challenge.js';
import { presentationOf } from './presentations/index.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { NO_RECIPIENT } from './recipient.js';

const tenant = tenantWith();
const input: NewImageChallenge = {
  type: 'image',
  use: 'login',
  tenant,
  language: 'en',
  policy: tenant.policy.image,
};

describe('Challenge.draw()', () => {
  it('draws an id of 20 base64url characters, never the same twice (10,000 drawn)', () => {
    const ids = Array.from({ length: 10_000 }, () => Challenge.draw(input).id);
    expect(ids.filter((id) => !/^[\w-]{20}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(10_000);
  });

  it.each(['image', 'audio'] as const)(
    'draws different codes in the format of the presentation %s',
    (presentation) => {
      const codes = Array.from({ length: 1000 }, () => Challenge.draw({ ...input, presentation }).code);
      const format = presentationOf(presentation).formatOf(input.policy);
      expect(codes.every((code) => matchesFormat(code, format))).toBe(true);
      expect(new Set(codes).size).toBeGreaterThan(990);
    },
  );

  it('keeps its input, and has no recipient', () => {
    const id = 'Y1goJMD3qvs6jZ63QUXN';
    expect(Challenge.draw({ ...input, id })).toMatchObject({
      ...input,
      id,
      presentation: 'image',
      recipient: NO_RECIPIENT,
    });
  });
});

// Contract §1: "The code itself never appears in any … log"; SEC-41: no recipient in clear either.
describe('Challenge when it is printed', () => {
  it.each([
    ['JSON', (challenge: Challenge) => JSON.stringify({ challenge })],
    ['inspect', (challenge: Challenge) => inspect({ challenge }, { depth: 9 })],
  ])('shows neither code nor account nor whole id (%s)', (_form, print) => {
    const recipient = emailRecipient('jane@example.com');
    const challenge = new Challenge({ ...input, recipient, id: 'Y1goJMD3qvs6jZ63QUXN', code: '842137' });
    const printed = print(challenge);
    expect(printed).toContain('login');
    const hidden = ['842137', 'jane@example.com', 'Y1goJMD3qvs6jZ63QUXN'];
    expect(hidden.filter((one) => printed.includes(one))).toEqual([]);
  });
});
