import { beforeEach, expect, it } from 'vitest';
import {
  addressInNetwork,
  type LimitChange,
  limitRequest,
  limitsWith,
  type RequestParts,
  SHIPPED,
} from '../../../../test/support/limit-requests.js';
import { ALL_ROWS, retryAfterOf } from '../../../../test/support/limit-rows.js';
import { type LimitsUnderTest, onBothRateStores } from '../../../../test/support/rate-stores.js';
import { FULL } from '../../../../test/support/vitest/profile.js';
import { times } from '../../../../test/support/vitest/times.js';
import type { Limits } from '../../../tenants/limits.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import type { CaptchaLimits } from './captcha.limits.js';
import {
  ANSWER_LIMITS,
  AUDIO_LIMITS,
  EXTRA_LIMITS,
  IMAGE_LIMITS,
  type Limit,
  type LimitRequest,
  TENANT_WRONG_LIMIT,
} from './limit.table.js';

const ROWS = ALL_ROWS.filter((row) => row !== TENANT_WRONG_LIMIT);

/** Full runs send 20,000 messages. */
const MINUTES = 300_000;

/** `granted`, what is needed beyond the rate, or the seconds to wait. */
type Outcome = 'granted' | 'image' | 'extra' | number;

/** Asks for what the row counts: with a solved image, unless an image would lift the row. */
async function attempt(limits: CaptchaLimits, row: Limit, request: LimitRequest): Promise<Outcome> {
  if (ANSWER_LIMITS.includes(row)) {
    const waitMs = await limits.assessAnswer(request);
    await limits.recordWrongAnswer(request);
    return waitMs > 0 ? Math.ceil(waitMs / 1000) : 'granted';
  }
  if (IMAGE_LIMITS.includes(row) || AUDIO_LIMITS.includes(row)) {
    const step = limits.reserveImage(request, AUDIO_LIMITS.includes(row) ? 'audio' : 'image');
    return step.then(
      () => 'granted' as const,
      () => retryAfterOf(step),
    );
  }
  const assessed = await limits.assessMessage(request);
  if (assessed.waitMs > 0) return retryAfterOf(limits.reserveMessage(request, true, assessed));
  const reservation = await limits.reserveMessage(request, row.beyond === 'refused', assessed);
  if (!reservation) return assessed.isExtra ? 'extra' : 'image';
  await reservation.giveBack(row.givenBackBy === 'delivery' ? 'refused' : 'delivered');
  return 'granted';
}

const mail = (i: number) => emailRecipient(`user${i}@example.com`);
const number = (i: number) => phoneRecipient(`+861380013${8000 + i}`, 'CN');
const oneNetwork = (i: number): string => addressInNetwork(0, i % 256);
const anyNetwork = addressInNetwork;

/** The shipped number of one limit. Quick runs use a twentieth of a tenant's 10,000 messages. */
function shipped<Group extends keyof Limits>(group: Group, key: keyof Limits[Group]): LimitChange {
  const value = Number(SHIPPED.limits[group][key]);
  return { [group]: { [key]: key === 'messagesPerDay' && !FULL ? value / 20 : value } };
}

type RequestOf = (i: number) => RequestParts;
/** Requests that share nothing but what the row counts, and the only limit that they can reach. */
type Case = readonly [row: string, change: LimitChange, requestOf: RequestOf];

const perAddress = (row: string, change: LimitChange): Case[] => [
  [`address-${row}`, change, (i) => ({ recipient: mail(i) })],
  [`network-${row}`, change, (i) => ({ recipient: mail(i), ip: oneNetwork(i) })],
];
const withCeiling = (row: string, change: LimitChange, recipient: typeof mail): Case[] => [
  [row, change, (i) => ({ recipient: recipient(i), ip: anyNetwork(i) })],
  [`${row}-network`, change, (i) => ({ recipient: recipient(i), ip: oneNetwork(i) })],
  [`${row}-ceiling`, change, (i) => ({ recipient: recipient(i), ip: anyNetwork(i) })],
  [`${row}-ceiling-network`, change, (i) => ({ recipient: recipient(i), ip: oneNetwork(i) })],
];
/** A second message needs a solved image for a day. */
const beyondOne = (change: LimitChange): LimitChange => ({ recipient: { perDay: 1 }, ...change });

const CASES: readonly Case[] = [
  ...perAddress('messages', shipped('address', 'messagesPerHour')),
  ...perAddress('step-up', shipped('stepUp', 'perAddressHour')),
  ...perAddress('refused', shipped('address', 'refusedPerHour')),
  ...perAddress('images', shipped('address', 'imagesPerMinute')),
  ...perAddress('audio', shipped('address', 'audioPerMinute')),
  ...perAddress('wrong', shipped('address', 'wrongPerHour')),
  ...withCeiling('tenant-messages', shipped('tenant', 'messagesPerDay'), mail),
  ...withCeiling('prefix-messages', shipped('prefix', 'perHour'), number),
  [
    'recipient-step-up',
    shipped('stepUp', 'perAccountHour'),
    (i) => ({ recipient: mail(0), ip: anyNetwork(i) }),
  ],
  ['recipient-hour', shipped('recipient', 'perHour'), (i) => ({ recipient: mail(0), ip: anyNetwork(i) })],
  ['recipient-day', shipped('recipient', 'perDay'), (i) => ({ recipient: mail(0), ip: anyNetwork(i) })],
  [
    'recipient-network',
    shipped('recipient', 'networkPerDay'),
    (i) => ({ recipient: mail(0), ip: oneNetwork(i) }),
  ],
  [
    'mailbox-day',
    shipped('recipient', 'mailboxPerDay'),
    (i) => ({ recipient: emailRecipient(`jane+${i}@example.com`), ip: anyNetwork(i) }),
  ],
  ['recipient-overall', {}, (i) => ({ recipient: mail(0), ip: anyNetwork(i), tenant: `tenant${i}` })],
  [
    'with-image-gap',
    beyondOne(shipped('withImage', 'every')),
    (i) => ({ recipient: mail(0), ip: oneNetwork(i) }),
  ],
  [
    'with-image-network',
    beyondOne(shipped('withImage', 'networkPerDay')),
    (i) => ({ recipient: mail(0), ip: oneNetwork(i) }),
  ],
  [
    'with-image-day',
    beyondOne(shipped('withImage', 'perDay')),
    (i) => ({ recipient: mail(0), ip: anyNetwork(i) }),
  ],
];

onBothRateStores('CaptchaLimits: the rows of limit.table.ts', (open) => {
  let subject: LimitsUnderTest;
  beforeEach(async () => (subject = await open()));

  it('are all tested', () => {
    expect(CASES.map(([row]) => row).sort()).toEqual(ROWS.map(({ name }) => name).sort());
  });

  it.each(CASES)(
    'allow N at once, then one more after each interval: %s',
    async (name, change, requestOf) => {
      const row = ROWS.find((one) => one.name === name)!;
      const limits = limitsWith(change);
      const isOverall = name === 'recipient-overall';
      const global = isOverall ? SHIPPED.global : { recipientPerDay: 1_000_000 };
      const count = row.count(limits, global);
      const seconds = typeof row.seconds === 'number' ? row.seconds : row.seconds(limits);
      const intervalMs = Math.ceil((seconds * 1000) / count);
      const instance = subject.open({ global });
      let i = 0;
      const next = () => attempt(instance, row, limitRequest({ limits, ...requestOf(i++) }));
      const isBeyond = (outcome: Outcome) =>
        row.beyond === 'refused' ? typeof outcome === 'number' : outcome === row.beyond;

      if (EXTRA_LIMITS.includes(row)) expect(await next()).toBe('granted');
      const before = await subject.now();
      const outcomes = await Promise.all(times(count, next));
      expect(outcomes.filter((outcome) => outcome !== 'granted')).toEqual([]);
      // Time passes on Redis' clock, so that more may be allowed meanwhile.
      let more = 0;
      let outcome = await next();
      for (; outcome === 'granted' && more < count; outcome = await next()) more++;
      const elapsedMs = (await subject.now()) - before;
      expect(more).toBeLessThanOrEqual(Math.ceil(elapsedMs / intervalMs));
      expect(outcome).toSatisfy(isBeyond);
      if (typeof outcome === 'number') {
        expect(outcome).toBeGreaterThan(0);
        expect(outcome).toBeLessThanOrEqual(Math.ceil(intervalMs / 1000));
      }
      if (intervalMs > 2 * subject.slackMs) {
        await subject.advance(intervalMs - subject.slackMs);
        expect(await next()).toSatisfy(isBeyond);
        await subject.advance(subject.slackMs);
        expect(await next()).toBe('granted');
        expect(await next()).toSatisfy(isBeyond);
      } else {
        await subject.advance(intervalMs);
        expect(await next()).toBe('granted');
      }
    },
    MINUTES,
  );
});
