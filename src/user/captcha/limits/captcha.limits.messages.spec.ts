import { beforeEach, describe, expect, it } from 'vitest';
import {
  addressInNetwork,
  limitRequest,
  limitsWith,
  type RequestParts,
  SHIPPED,
} from '../../../../test/support/limit-requests.js';
import { countsOf, MESSAGE_ROWS, retryAfterOf } from '../../../../test/support/limit-rows.js';
import { type LimitsUnderTest, onBothRateStores } from '../../../../test/support/rate-stores.js';
import { times } from '../../../../test/support/vitest/times.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import type { CaptchaLimits } from './captcha.limits.js';
import type { LimitRequest } from './limit.table.js';
import type { DeliveryResult } from './reservation.js';

const MINUTE = 60_000;
const { withImage } = SHIPPED.limits;

const jane = emailRecipient('jane@example.com');
/** To one account, each from another network. */
const toJane = (i: number, parts: RequestParts = {}): LimitRequest =>
  limitRequest({ recipient: jane, ip: addressInNetwork(i), ...parts });

/** Asks for a message, solving the image that is asked for. @returns whether one was asked for, or the seconds to wait */
async function send(limits: CaptchaLimits, request: LimitRequest): Promise<'sent' | 'image' | number> {
  const assessed = await limits.assessMessage(request);
  if (assessed.waitMs > 0) return retryAfterOf(limits.reserveMessage(request, true, assessed));
  const reservation = await limits.reserveMessage(request, assessed.needsImage, assessed);
  await reservation!.giveBack('delivered');
  return assessed.needsImage ? 'image' : 'sent';
}

onBothRateStores('CaptchaLimits: messages', (open) => {
  let subject: LimitsUnderTest;
  let limits: CaptchaLimits;
  beforeEach(async () => {
    subject = await open();
    limits = subject.open();
  });
  const counts = (request: LimitRequest) => countsOf(MESSAGE_ROWS, request, subject.rates);

  describe('with the shipped numbers', () => {
    const { perAccountHour } = SHIPPED.limits.stepUp;
    const { perHour } = SHIPPED.limits.recipient;

    it('are sent to one account without an image, then with one, then with one at intervals', async () => {
      const outcomes = [];
      for (let i = 0; i < perHour + 1; i++) outcomes.push(await send(limits, toJane(0)));
      expect(outcomes).toEqual([
        ...times(perAccountHour, () => 'sent'),
        ...times(perHour + 1 - perAccountHour, () => 'image'),
      ]);
      const wait = Number(await send(limits, toJane(0)));
      expect(wait).toBeLessThanOrEqual(withImage.every);
      expect(wait).toBeGreaterThan(withImage.every - subject.slackMs / 1000);
      await subject.advance(wait * 1000);
      expect(await send(limits, toJane(0))).toBe('image');
    });

    it('are sent on behalf of another network while one network waits: it cannot use up the account', async () => {
      for (let i = 0; i < perHour + 1; i++) await send(limits, toJane(0));
      expect(await send(limits, toJane(0))).toBeGreaterThan(0);
      expect(await send(limits, toJane(1))).toBe('image');
    });

    it('reach one recipient over 100 tenants 40 times, then 20 times with a solved image, and no more', async () => {
      const { recipientPerDay } = SHIPPED.global;
      const outcomes = [];
      for (let i = 0; i < 100; i++) outcomes.push(await send(limits, toJane(i, { tenant: `tenant${i}` })));
      expect(outcomes.slice(0, recipientPerDay + withImage.perDay)).toEqual([
        ...times(recipientPerDay, () => 'sent'),
        ...times(withImage.perDay, () => 'image'),
      ]);
      const refused = outcomes.slice(recipientPerDay + withImage.perDay);
      expect(refused.filter((one) => typeof one !== 'number')).toEqual([]);
    });

    it('wait for whichever is sooner beyond a limit of the recipient: the limit, or an image’s turn', async () => {
      for (let i = 1; i <= perHour; i++) await send(limits, toJane(i));
      expect(await send(limits, toJane(0))).toBe('image');
      // The account's limit allows one more after 12 minutes, an image one after 10 minutes.
      await subject.advance(9 * MINUTE);
      expect(await send(limits, toJane(0))).toSatisfy((wait) => Number(wait) > 0 && Number(wait) <= 60);
      await subject.advance(MINUTE);
      expect(await send(limits, toJane(0))).toBe('image');
      await subject.advance(2 * MINUTE);
      // The account's limit is sooner now. The image of the step-up is needed nevertheless.
      expect(await limits.assessMessage(toJane(0))).toMatchObject({ isExtra: false, needsImage: true });
      expect(await send(limits, toJane(0))).toBe('image');
      expect((await counts(toJane(0)))['with-image-network']).toBe(2);
    });
  });

  it('count with EXTRA_LIMITS only when a limit of the recipient is exceeded', async () => {
    const others = [
      { stepUp: { perAccountHour: 0 } },
      { tenant: { messagesPerDay: 4 } },
      { prefix: { perHour: 4 } },
    ];
    for (const [i, change] of others.entries()) {
      const request = limitRequest({
        recipient: phoneRecipient(`+861380013800${i}`, 'CN'),
        tenant: `tenant${i}`,
        limits: limitsWith({ withImage, ...change }),
      });
      expect([await send(limits, request), await send(limits, request)]).toContain('image');
      expect(Object.keys(await counts(request)).filter((row) => row.startsWith('with-image'))).toEqual([]);
    }
    const request = toJane(0, { limits: limitsWith({ withImage, recipient: { perDay: 1 } }) });
    await send(limits, request);
    expect(await send(limits, request)).toBe('image');
    expect(await counts(request)).toMatchObject({
      'with-image-gap': 1,
      'with-image-network': 1,
      'with-image-day': 1,
    });
  });

  it('always need an image with a step-up after 0 messages, and are refused by no row', async () => {
    for (const stepUp of [{ perAccountHour: 0 }, { perAddressHour: 0 }]) {
      const request = toJane(0, { limits: limitsWith({ stepUp }) });
      for (let i = 0; i < 5; i++) {
        expect(await limits.assessMessage(request)).toMatchObject({
          waitMs: 0,
          needsImage: true,
          isExtra: false,
        });
        expect(await send(limits, request)).toBe('image');
      }
    }
  });

  it('have no gap between two messages with an image if `every` is 0', async () => {
    const numbers = { recipient: { perDay: 1 }, withImage: { ...withImage, every: 0 } };
    const request = toJane(0, { limits: limitsWith(numbers) });
    expect(await send(limits, request)).toBe('sent');
    for (let i = 0; i < withImage.networkPerDay; i++) expect(await send(limits, request)).toBe('image');
    expect(await send(limits, request)).toBeGreaterThan(0);
  });

  it('to a test recipient are counted by no row of a day', async () => {
    const isTest = true;
    for (let i = 0; i < 30; i++) await send(limits, toJane(0, { isTest }));
    expect(Object.keys(await counts(toJane(0, { limits: limitsWith({ withImage }) }))).sort()).toEqual([
      'address-messages',
      'address-step-up',
      'network-messages',
      'network-step-up',
      'recipient-hour',
      'recipient-step-up',
      'with-image-gap',
    ]);
  });

  it('share what is used between purposes, which compare it with their own numbers', async () => {
    const [login, pay] = [2, 3].map((perDay) => toJane(0, { limits: limitsWith({ recipient: { perDay } }) }));
    const isExtra = async (request?: LimitRequest) => (await limits.assessMessage(request!)).isExtra;
    expect(await send(limits, pay!)).toBe('sent');
    expect([await isExtra(login), await isExtra(pay)]).toEqual([false, false]);
    expect(await send(limits, pay!)).toBe('sent');
    // Two thirds of a day are used.
    expect([await isExtra(login), await isExtra(pay)]).toEqual([true, false]);
    expect(await send(limits, pay!)).toBe('sent');
    expect([await isExtra(login), await isExtra(pay)]).toEqual([true, true]);
  });

  const KEPT = [
    ...['address', 'network'].flatMap((by) => [`${by}-messages`, `${by}-step-up`]),
    ...['prefix', 'tenant'].flatMap((by) =>
      ['', '-network', '-ceiling', '-ceiling-network'].map((part) => `${by}-messages${part}`),
    ),
  ];
  const RECIPIENT = ['hour', 'day', 'network', 'overall', 'step-up'].map((of) => `recipient-${of}`);
  const REFUSED = ['address-refused', 'network-refused'];
  it.each<[DeliveryResult, string[]]>([
    ['unsent', []],
    ['delivered', [...KEPT, ...RECIPIENT]],
    ['refused', [...KEPT, ...REFUSED]],
    ['failed', KEPT],
    ['uncertain', [...KEPT, ...RECIPIENT]],
  ])('that are %s stay counted by these rows: %j', async (result, rows) => {
    const request = limitRequest({ recipient: phoneRecipient('+8613800138000', 'CN') });
    const assessed = await limits.assessMessage(request);
    const reservation = await limits.reserveMessage(request, false, assessed);
    expect(Object.keys(await counts(request)).sort()).toEqual([...KEPT, ...RECIPIENT, ...REFUSED].sort());
    await reservation!.giveBack(result);
    expect(Object.keys(await counts(request)).sort()).toEqual([...rows].sort());
  });
});
