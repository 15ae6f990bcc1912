import { beforeEach, expect, it } from 'vitest';
import {
  type LimitChange,
  limitRequest,
  limitsWith,
  SHIPPED,
} from '../../../../test/support/limit-requests.js';
import { countsOf, MESSAGE_ROWS, retryAfterOf } from '../../../../test/support/limit-rows.js';
import { type LimitsUnderTest, onBothRateStores, SECRET_KEY } from '../../../../test/support/rate-stores.js';
import { FULL } from '../../../../test/support/vitest/profile.js';
import { times } from '../../../../test/support/vitest/times.js';
import type { SecretKey } from '../../../config/keys.config.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import type { CaptchaLimits } from './captcha.limits.js';
import type { LimitRequest } from './limit.table.js';

const CONCURRENT = FULL ? 1000 : 100;
/** What an assessment says before any message is counted. */
const NOT_EXTRA = { isExtra: false };

const recipient = phoneRecipient('+8613800138000', 'CN');
const requestWith = (change: LimitChange): LimitRequest =>
  limitRequest({ recipient, limits: limitsWith(change) });
const { withImage } = SHIPPED.limits;

onBothRateStores('CaptchaLimits: concurrent messages over two instances', (open) => {
  /** Counts every message of the tests, and refuses none of them. */
  const global = { recipientPerDay: 1000 };
  let subject: LimitsUnderTest;
  let instances: CaptchaLimits[];
  beforeEach(async () => {
    subject = await open();
    instances = times(2, () => subject.open({ global }));
  });

  /** The results of many reservations, after what they give back is given back. */
  async function reserveAll(request: LimitRequest, isImageSolved: boolean) {
    const results = await Promise.allSettled(
      times(CONCURRENT, (i) => instances[i % 2]!.reserveMessage(request, isImageSolved, NOT_EXTRA)),
    );
    await Promise.all(instances.map((limits) => limits.assessMessage(request)));
    return results;
  }

  it.each<[change: LimitChange, isImageSolved: boolean, counts: Record<string, number>]>([
    [{ address: { messagesPerHour: 7 } }, true, { 'address-messages': 7 }],
    [{ address: { refusedPerHour: 7 } }, true, { 'address-refused': 7 }],
    [{ stepUp: { perAddressHour: 7 } }, false, { 'address-step-up': 7 }],
    [{ stepUp: { perAccountHour: 7 } }, false, { 'recipient-step-up': 7 }],
    [{ tenant: { messagesPerDay: 28 } }, false, { 'tenant-messages-network': 7 }],
    [{ tenant: { messagesPerDay: 14 } }, true, { 'tenant-messages-ceiling-network': 7 }],
    [{ prefix: { perHour: 28 } }, false, { 'prefix-messages-network': 7 }],
    [
      { prefix: { perHour: 6 } },
      true,
      { 'prefix-messages-ceiling-network': 7, 'prefix-messages-network': 1 },
    ],
    [{ recipient: { perHour: 7 } }, false, { 'recipient-hour': 7 }],
    [{ recipient: { perDay: 7 } }, false, { 'recipient-day': 7 }],
    [{ recipient: { networkPerDay: 7 } }, false, { 'recipient-network': 7 }],
    [
      { recipient: { perHour: 3 }, withImage: { networkPerDay: 4 } },
      true,
      { 'recipient-hour': 3, 'with-image-network': 4 },
    ],
    [
      { recipient: { perDay: 3 }, withImage: { perDay: 4 } },
      true,
      { 'recipient-day': 3, 'with-image-day': 4 },
    ],
    [
      { recipient: { perDay: 6 }, withImage: { every: 600 } },
      true,
      { 'recipient-day': 6, 'with-image-gap': 1 },
    ],
  ])(
    'exceed no row, and leave nothing counted of those that are refused: %j, image solved: %j',
    async (change, isImageSolved, counts) => {
      const request = requestWith(change);
      const results = await reserveAll(request, isImageSolved);
      const granted = results.filter((result) => result.status === 'fulfilled' && result.value);
      expect(granted).toHaveLength(7);
      expect(await countsOf(MESSAGE_ROWS, request, subject.rates, { global })).toMatchObject({
        ...counts,
        'recipient-overall': 7,
      });
    },
  );

  it('are told to come back when an assessment says so, not when the longest row allows one more', async () => {
    const request = requestWith({ recipient: { perHour: 6 }, withImage: { networkPerDay: 1 } });
    await reserveAll(request, true);
    const { waitMs } = await instances[0]!.assessMessage(request);
    // The account's limit allows one more in ten minutes, the network one with an image in a day.
    expect(waitMs).toBeLessThanOrEqual(600_000);
    const retryAfter = await retryAfterOf(instances[1]!.reserveMessage(request, true, NOT_EXTRA));
    expect(retryAfter).toBeLessThanOrEqual(600);
  });
});

onBothRateStores('CaptchaLimits: rotation of the secret keys', (open) => {
  const k1 = SECRET_KEY;
  const k2: SecretKey = { id: 'k2', secret: Buffer.alloc(32, 'second') };
  let subject: LimitsUnderTest;
  beforeEach(async () => (subject = await open()));

  const shipped = limitRequest({
    recipient,
    limits: limitsWith({ recipient: SHIPPED.limits.recipient, withImage }),
  });
  const counts = (keys: readonly SecretKey[], request = shipped) =>
    countsOf(MESSAGE_ROWS, request, subject.rates, { keys });
  const OF_RECIPIENT = ['recipient-day', 'recipient-hour', 'recipient-network', 'recipient-overall'];
  const ofRecipient = (all: Record<string, number>): string[] =>
    Object.keys(all)
      .filter((row) => OF_RECIPIENT.includes(row))
      .sort();

  it('counts under both listed keys, and gives back both', async () => {
    const limits = subject.open({ keys: [k2, k1] });
    const reservation = await limits.reserveMessage(shipped, false, NOT_EXTRA);
    for (const keys of [[k1], [k2]]) expect(ofRecipient(await counts(keys))).toEqual(OF_RECIPIENT);
    await reservation!.giveBack('refused');
    for (const keys of [[k1], [k2]]) expect(ofRecipient(await counts(keys))).toEqual([]);
  });

  it('resets no count: what one key counted is used up under both', async () => {
    const request = requestWith({ recipient: { perDay: 3 }, withImage });
    for (const keys of [[k1], [k1, k2], [k2, k1]])
      expect(await subject.open({ keys }).reserveMessage(request, false, NOT_EXTRA)).toBeDefined();
    for (const keys of [[k1], [k1, k2], [k2, k1]])
      expect((await subject.open({ keys }).assessMessage(request)).isExtra).toBe(true);
    // k2 has counted two of the three.
    expect(await counts([k2], request)).toMatchObject({ 'recipient-day': 2 });
  });

  it('gives back what one key counted of a message that the other key’s count refuses', async () => {
    const request = requestWith({ recipient: { perDay: 1 } });
    await subject.open({ keys: [k1] }).reserveMessage(request, false, NOT_EXTRA);
    const refused = await subject.open({ keys: [k1, k2] }).reserveMessage(request, false, NOT_EXTRA);
    expect(refused).toBeUndefined();
    expect(await counts([k2], request)).not.toHaveProperty('recipient-day');
    expect(await counts([k1], request)).toMatchObject({ 'recipient-day': 1 });
  });
});
