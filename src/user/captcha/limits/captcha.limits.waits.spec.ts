import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limitRequest, SHIPPED } from '../../../../test/support/limit-requests.js';
import { MESSAGE_ROWS, retryAfterOf } from '../../../../test/support/limit-rows.js';
import { onBothRateStores } from '../../../../test/support/rate-stores.js';
import { FULL } from '../../../../test/support/vitest/profile.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import type { CaptchaLimits } from './captcha.limits.js';
import type { DeliveryResult } from './reservation.js';

const DAY_MS = 86_400_000;

/** The longest time in which a row allows one more, in milliseconds. */
const LONGEST_INTERVAL_MS = Math.max(
  ...MESSAGE_ROWS.map(({ count, seconds }) => {
    const { limits, global } = SHIPPED;
    const windowSeconds = typeof seconds === 'number' ? seconds : seconds(limits);
    return (windowSeconds * 1000) / count(limits, global);
  }),
);

/** Requests of few people, so that they meet. */
const request = fc
  .record({
    recipient: fc.constantFrom(
      ...['jane@example.com', 'jane+a@example.com'].map(emailRecipient),
      phoneRecipient('+8613800138000', 'CN'),
    ),
    ip: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1'),
    tenant: fc.constantFrom('default', 'other'),
  })
  .map((parts) => limitRequest(parts));
/** What happens next: a request, with or without an image, and what becomes of its message; then a pause. */
const event = fc.record({
  request,
  isImageSolved: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  repeats: fc.integer({ min: 1, max: 12 }),
  result: fc.constantFrom<DeliveryResult>('unsent', 'delivered', 'refused', 'failed', 'uncertain'),
  pauseMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: DAY_MS / 10 })),
});
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

async function take({ request: asked, isImageSolved, repeats, result }: Event, limits: CaptchaLimits) {
  for (let i = 0; i < repeats; i++) {
    const assessed = await limits.assessMessage(asked);
    if (assessed.waitMs > 0) return;
    const reservation = await limits.reserveMessage(asked, isImageSolved, assessed);
    await reservation?.giveBack(result);
  }
}

onBothRateStores('CaptchaLimits: waits', (open, store) => {
  const RUNS = { memory: FULL ? 500 : 50, Redis: FULL ? 100 : 10 }[store];

  it('are 0, or the time after which the same request succeeds, at most the longest interval of a row (generated)', async () => {
    const subject = await open();
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 15 }), async (events) => {
        const limits = subject.open();
        // The counts of the last run are gone.
        await subject.advance(2 * DAY_MS);
        for (const next of events) {
          await take(next, limits);
          await subject.advance(next.pauseMs);
          const { waitMs } = await limits.assessMessage(next.request);
          expect(waitMs).toBeLessThanOrEqual(Math.ceil(LONGEST_INTERVAL_MS));
          if (waitMs === 0) continue;
          refusals++;
          if (waitMs > subject.slackMs) {
            await subject.advance(waitMs - subject.slackMs);
            const early = await limits.assessMessage(next.request);
            expect(early.waitMs).toBeGreaterThan(0);
            expect(early.waitMs).toBeLessThanOrEqual(subject.slackMs);
            expect(await retryAfterOf(limits.reserveMessage(next.request, true, early))).toBe(
              Math.ceil(early.waitMs / 1000),
            );
            await subject.advance(subject.slackMs);
          } else await subject.advance(waitMs);
          const assessed = await limits.assessMessage(next.request);
          expect(assessed.waitMs).toBe(0);
          expect(await limits.reserveMessage(next.request, true, assessed)).toBeDefined();
        }
      }),
      { numRuns: RUNS },
    );
    expect(refusals).toBeGreaterThan(RUNS);
  });
});
