import { describe, expect, it } from 'vitest';
import { limitRequest, limitsWith } from '../../../../test/support/limit-requests.js';
import { ALL_ROWS, MESSAGE_ROWS } from '../../../../test/support/limit-rows.js';
import type { SecretKey } from '../../../config/keys.config.js';
import { NO_RECIPIENT } from '../challenge/recipient.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { type Limit, type LimitRequest } from './limit.table.js';

const [k1, k2] = ['k1', 'k2'].map((id) => ({ id, secret: Buffer.alloc(32, id) })) as [SecretKey, SecretKey];
const keys = new LimitKeys([k1]);

/** Requests that differ from the first one in one thing. */
const OTHERS = {
  tenant: { tenant: limitRequest({ tenant: 'other' }).tenant },
  address: { ip: '192.0.2.2' },
  network: { ip: '198.51.100.1' },
  alias: { recipient: emailRecipient('jane+b@example.com') },
  number: { recipient: phoneRecipient('+8613800139999', 'CN') },
  account: { recipient: emailRecipient('joan+a@example.com') },
  'other block': { recipient: phoneRecipient('+8613800148000', 'CN') },
};
type Difference = keyof typeof OTHERS;

const ofEmail = limitRequest({ recipient: emailRecipient('jane+a@example.com') });
const ofPhone = limitRequest({ recipient: phoneRecipient('+8613800138000', 'CN') });
const EMAIL: readonly Difference[] = ['tenant', 'address', 'network', 'alias', 'account'];
const PHONE: readonly Difference[] = ['tenant', 'address', 'network', 'number', 'other block'];

const BY_ADDRESS: readonly Difference[] = ['tenant', 'alias', 'account'];
const BY_NETWORK: readonly Difference[] = ['tenant', 'address', 'alias', 'account'];

/** Contract §5: the differences between two requests that have one count. Any other difference has another count. */
const SHARED: Readonly<Record<string, readonly Difference[]>> = {
  'address-messages': BY_ADDRESS,
  'network-messages': BY_NETWORK,
  'address-step-up': BY_ADDRESS,
  'network-step-up': BY_NETWORK,
  'address-refused': BY_ADDRESS,
  'network-refused': BY_NETWORK,
  'tenant-messages': ['address', 'network', 'alias', 'account'],
  'tenant-messages-network': ['address', 'alias', 'account'],
  'tenant-messages-ceiling': ['address', 'network', 'alias', 'account'],
  'tenant-messages-ceiling-network': ['address', 'alias', 'account'],
  'prefix-messages': ['address', 'network', 'number'],
  'prefix-messages-network': ['address', 'number'],
  'prefix-messages-ceiling': ['address', 'network', 'number'],
  'prefix-messages-ceiling-network': ['address', 'number'],
  'recipient-step-up': ['address', 'network'],
  'recipient-hour': ['address', 'network'],
  'recipient-day': ['address', 'network'],
  'recipient-network': ['address'],
  'mailbox-day': ['address', 'network', 'alias'],
  'recipient-overall': ['tenant', 'address', 'network'],
  'with-image-gap': ['tenant', 'address'],
  'with-image-network': ['tenant', 'address'],
  'with-image-day': ['tenant', 'address', 'network'],
  'address-images': BY_ADDRESS,
  'network-images': BY_NETWORK,
  'address-audio': BY_ADDRESS,
  'network-audio': BY_NETWORK,
  'address-wrong': BY_ADDRESS,
  'network-wrong': BY_NETWORK,
  'tenant-wrong': ['address', 'network', 'alias', 'account'],
};

const requestFor = ({ name }: Limit): LimitRequest => (name.startsWith('prefix') ? ofPhone : ofEmail);

describe('ALL_ROWS of limit.table.ts: keysOf()', () => {
  it.each(ALL_ROWS.map((row) => [row.name, row] as const))('counts by the right key: %s', (name, row) => {
    const request = requestFor(row);
    const key = row.keysOf(keys, request);
    expect(key).toEqual([expect.stringMatching(/^[\w-]{43}(:[\w-]{43})?$/)]);
    const differences = request === ofPhone ? PHONE : EMAIL;
    const shared = differences.filter(
      (difference) => row.keysOf(keys, { ...request, ...OTHERS[difference] })[0] === key[0],
    );
    expect(shared).toEqual(SHARED[name]);
  });

  it('counts by no purpose: purposes share what is used', () => {
    for (const row of ALL_ROWS) {
      const request = requestFor(row);
      const ofOther = { ...request, purpose: { ...request.purpose, limits: limitsWith({}) } };
      expect(row.keysOf(keys, ofOther)).toEqual(row.keysOf(keys, request));
    }
  });

  it.each([
    ['IPv4 address and its /24', '192.0.2.1', '::ffff:192.0.2.1', '192.0.2.2', '192.0.3.1'],
    ['IPv6 /64 and its /48', '2001:db8:1:2::1', '2001:db8:1:2:f::1', '2001:db8:1:3::1', '2001:db8:2:2::1'],
  ])('counts by an %s', (_, ip, same, neighbour, foreign) => {
    for (const { name, keysOf } of ALL_ROWS) {
      const keyOf = (from: string) => keysOf(keys, { ...requestFor({ name } as Limit), ip: from });
      expect(keyOf(same), name).toEqual(keyOf(ip));
      if (name.startsWith('address')) expect(keyOf(neighbour), name).not.toEqual(keyOf(ip));
      else expect(keyOf(neighbour), name).toEqual(keyOf(ip));
      if (name.includes('network')) expect(keyOf(foreign), name).not.toEqual(keyOf(ip));
    }
  });

  it('returns one key per listed secret key, the current one’s first', () => {
    for (const row of ALL_ROWS) {
      const [one, two, both] = [[k1], [k2], [k2, k1]].map((listed) =>
        row.keysOf(new LimitKeys(listed), requestFor(row)),
      );
      expect(both, row.name).toEqual([...two!, ...one!]);
    }
  });
});

describe('MESSAGE_ROWS', () => {
  const rowsFor = (recipient: LimitRequest['recipient'], of: string): string[] =>
    MESSAGE_ROWS.filter(({ keysOf }) => keysOf(keys, limitRequest({ recipient })).length > 0)
      .map(({ name }) => name)
      .filter((name) => name.startsWith(of));

  it('have a row of a mailbox for its aliases only, so that they use up no message to its owner', () => {
    expect(rowsFor(emailRecipient('jane+a@example.com'), 'mailbox')).toHaveLength(1);
    expect(rowsFor(emailRecipient('jane@example.com'), 'mailbox')).toEqual([]);
    expect(rowsFor(phoneRecipient('+8613800138000', 'CN'), 'mailbox')).toEqual([]);
  });

  it('have rows of a prefix for phone numbers only', () => {
    expect(rowsFor(phoneRecipient('+8613800138000', 'CN'), 'prefix')).toHaveLength(4);
    expect(rowsFor(emailRecipient('jane@example.com'), 'prefix')).toEqual([]);
    expect(rowsFor(NO_RECIPIENT, 'prefix')).toEqual([]);
  });
});
