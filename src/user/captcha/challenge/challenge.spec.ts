import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { matchesPolicy } from './code/code-format.js';
import { Challenge, type NewChallenge } from './challenge.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { isStrongCode } from './code/strong-code.js';

const tenant = tenantWith();
const input: NewChallenge = {
  type: 'email',
  use: 'login',
  tenant,
  language: 'en',
  recipient: emailRecipient('jane@example.com'),
  policy: tenant.policy.email,
  isStrong: false,
};

describe('Challenge.issue()', () => {
  it('draws an id of 20 base64url characters, never the same twice (10,000 drawn)', () => {
    const ids = Array.from({ length: 10_000 }, () => Challenge.issue(input).id);
    expect(ids.filter((id) => !/^[\w-]{20}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(10_000);
  });

  it('draws a code of the policy’s format, with leading zeros', () => {
    const codes = Array.from({ length: 1000 }, () => Challenge.issue(input).code);
    expect(codes.every((code) => matchesPolicy(code, input.policy))).toBe(true);
    // 1,000 codes without a leading zero would come up once in 10^45.
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  });

  it('draws a strong code with isStrong', () => {
    const { code, isStrong } = Challenge.issue({ ...input, isStrong: true });
    expect([isStrong, isStrongCode(code)]).toEqual([true, true]);
  });

  it('keeps its input', () => {
    expect(Challenge.issue(input)).toMatchObject({ ...input });
  });
});

// Contract §1: "The code itself never appears in any … log"; SEC-41: no recipient in clear either.
describe('Challenge when it is printed', () => {
  it.each([
    ['JSON', (challenge: Challenge) => JSON.stringify({ challenge })],
    ['inspect', (challenge: Challenge) => inspect({ challenge }, { depth: 9 })],
  ])('shows neither code nor account nor whole id (%s)', (_form, print) => {
    const challenge = new Challenge({ ...input, id: 'Y1goJMD3qvs6jZ63QUXN', code: '842137' });
    const printed = print(challenge);
    expect(printed).toContain('login');
    const hidden = ['842137', 'jane@example.com', 'Y1goJMD3qvs6jZ63QUXN'];
    expect(hidden.filter((one) => printed.includes(one))).toEqual([]);
  });
});
