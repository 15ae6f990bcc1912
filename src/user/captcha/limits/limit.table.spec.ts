import { describe, expect, it } from 'vitest';
import { limitsWith, SHIPPED } from '../../../../test/support/limit-requests.js';
import { ALL_ROWS } from '../../../../test/support/limit-rows.js';
import type { GlobalLimits, Limits } from '../../../tenants/limits.js';
import type { Limit } from './limit.table.js';

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

type Count = (limits: Limits, global: GlobalLimits) => number;

/** Contract §5: how many, of which default number, in how many seconds, what beyond it, and what gives it back. */
type Row = readonly [
  count: Count,
  seconds: number,
  beyond: Limit['beyond'],
  givenBackBy: Limit['givenBackBy'],
];

/** An address, and its network with four times as much. */
const perAddress = (name: string, ...[count, ...rest]: Row): Record<string, Row> => ({
  [`address-${name}`]: [count, ...rest],
  [`network-${name}`]: [(limits, global) => 4 * count(limits, global), ...rest],
});

/** A rate beyond which an image is needed, its ceiling, and one network's quarter of both. */
const withCeiling = (
  name: string,
  count: (limits: Limits) => number,
  seconds: number,
  times: number,
): Record<string, Row> => ({
  [name]: [count, seconds, 'image', 'nothing'],
  [`${name}-network`]: [(limits) => count(limits) / 4, seconds, 'image', 'nothing'],
  [`${name}-ceiling`]: [(limits) => times * count(limits), seconds, 'refused', 'nothing'],
  [`${name}-ceiling-network`]: [(limits) => (times * count(limits)) / 4, seconds, 'refused', 'nothing'],
});

const ROWS: Readonly<Record<string, Row>> = {
  ...perAddress('messages', ({ address }) => address.messagesPerHour, HOUR, 'refused', 'nothing'),
  ...perAddress('step-up', ({ stepUp }) => stepUp.perAddressHour, HOUR, 'image', 'nothing'),
  ...perAddress('refused', ({ address }) => address.refusedPerHour, HOUR, 'refused', 'delivery'),
  ...withCeiling('tenant-messages', ({ tenant }) => tenant.messagesPerDay, DAY, 2),
  ...withCeiling('prefix-messages', ({ prefix }) => prefix.perHour, HOUR, 5),
  'recipient-step-up': [({ stepUp }) => stepUp.perAccountHour, HOUR, 'image', 'refusal'],
  'recipient-hour': [({ recipient }) => recipient.perHour, HOUR, 'extra', 'refusal'],
  'recipient-day': [({ recipient }) => recipient.perDay, DAY, 'extra', 'refusal'],
  'recipient-network': [({ recipient }) => recipient.networkPerDay, DAY, 'extra', 'refusal'],
  'mailbox-day': [({ recipient }) => recipient.mailboxPerDay, DAY, 'extra', 'refusal'],
  'recipient-overall': [(_, global) => global.recipientPerDay, DAY, 'extra', 'refusal'],
  'with-image-gap': [() => 1, SHIPPED.limits.withImage.every, 'refused', 'refusal'],
  'with-image-network': [({ withImage }) => withImage.networkPerDay, DAY, 'refused', 'refusal'],
  'with-image-day': [({ withImage }) => withImage.perDay, DAY, 'refused', 'refusal'],
  ...perAddress('images', ({ address }) => address.imagesPerMinute, MINUTE, 'refused', 'nothing'),
  ...perAddress('audio', ({ address }) => address.audioPerMinute, MINUTE, 'refused', 'nothing'),
  ...perAddress('wrong', ({ address }) => address.wrongPerHour, HOUR, 'refused', 'nothing'),
  'tenant-wrong': [({ tenant }) => tenant.wrongPerHour, HOUR, 'refused', 'nothing'],
};

const limitOf = (name: string): Limit => ALL_ROWS.find((limit) => limit.name === name)!;

describe('ALL_ROWS of limit.table.ts', () => {
  it('are the rows of the specification, each with a name of its own', () => {
    expect(ALL_ROWS.map(({ name }) => name).sort()).toEqual(Object.keys(ROWS).sort());
  });

  it.each(Object.entries(ROWS))(
    'have the row %s with its number, window and consequence, and what gives it back',
    (name, [count, seconds, beyond, givenBackBy]) => {
      const limit = limitOf(name);
      const { limits, global } = SHIPPED;
      expect(limit.count(limits, global)).toBe(count(limits, global));
      expect(typeof limit.seconds === 'number' ? limit.seconds : limit.seconds(limits)).toBe(seconds);
      expect([limit.beyond, limit.givenBackBy]).toEqual([beyond, givenBackBy]);
    },
  );

  it('allow a network one message at least, however small the number of all is', () => {
    const limits = limitsWith({ prefix: { perHour: 1 }, tenant: { messagesPerDay: 3 } });
    for (const name of [
      'prefix-messages-network',
      'tenant-messages-network',
      'prefix-messages-ceiling-network',
    ])
      expect(limitOf(name).count(limits, SHIPPED.global)).toBe(1);
  });
});
