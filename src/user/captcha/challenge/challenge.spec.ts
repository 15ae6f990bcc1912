import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { Challenge } from './challenge.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';

const tenant = tenantWith();
const input = {
  type: 'image',
  use: 'login',
  tenant,
  language: 'en',
  policy: tenant.policy.image,
};

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
