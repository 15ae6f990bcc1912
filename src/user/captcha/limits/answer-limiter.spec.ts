import { setImmediate } from 'node:timers/promises';
import { MemoryRates, type RateStore, StoreUnavailableError } from '@system-management/challenge-store';
import { CommonErrors } from '@system-management/envelope';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { limitRequest, limitsWith } from '../../../../test/support/limit-requests.js';
import { countsOf, retryAfterOf } from '../../../../test/support/limit-rows.js';
import { onBothRateStores, openLimits } from '../../../../test/support/rate-stores.js';
import type { Outcome } from '../captcha.types.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { AnswerLimiter, isWrong } from './answer-limiter.js';
import { ANSWER_LIMITS } from './limit.table.js';

const WRONG_PER_HOUR = 3;
const limits = limitsWith({ address: { wrongPerHour: WRONG_PER_HOUR } });
/** An answer to an image, and one to a code that was sent. */
const image = limitRequest({ limits });
const mail = limitRequest({ limits, recipient: emailRecipient('jane@example.com') });

/** All outcomes that refuse an answer. */
const REFUSED: readonly Outcome[] = [
  'mismatch',
  'exhausted',
  'strong_mismatch',
  'not_found',
  'unknown_key',
  'stale',
  'budget_exhausted',
  'used',
  'expired',
  'invalid',
];

onBothRateStores('AnswerLimiter.run()', (open) => {
  let rates: RateStore;
  let limiter: AnswerLimiter;
  beforeEach(async () => {
    const subject = await open();
    rates = subject.rates;
    limiter = new AnswerLimiter(subject.open());
  });

  const run = (outcome: Outcome, request = image) => limiter.run(request, async () => outcome);
  /** Wrong answers counted for the address. */
  const counted = async () => (await countsOf(ANSWER_LIMITS, image, rates))['address-wrong'] ?? 0;
  const expectCounted = (count: number) => expect.poll(counted).toBe(count);
  const exceed = async () => {
    for (let i = 0; i < WRONG_PER_HOUR; i++) await run('not_found');
    await expectCounted(WRONG_PER_HOUR);
  };

  it.each(REFUSED)('counts an answer that is %s', async (outcome) => {
    expect(await run(outcome)).toBe(outcome);
    await expectCounted(1);
  });

  it.each<Outcome>(['accepted', 'unavailable'])(
    'counts nothing for an answer that is %s',
    async (outcome) => {
      expect(await run(outcome)).toBe(outcome);
      // The next one is counted, after it.
      await run('not_found');
      await expectCounted(1);
    },
  );

  it('counts no wrong code of an account, because its budget does', async () => {
    for (const outcome of ['mismatch', 'exhausted'] as const) expect(await run(outcome, mail)).toBe(outcome);
    await run('not_found');
    await expectCounted(1);
  });

  it.each<Outcome>(['strong_mismatch', 'not_found', 'budget_exhausted'])(
    'counts an answer for an account that is %s, because no budget does',
    async (outcome) => {
      expect(await run(outcome, mail)).toBe(outcome);
      await expectCounted(1);
    },
  );

  it.each(REFUSED)('refuses an answer that is %s with Frequent beyond the limit', async (outcome) => {
    await exceed();
    expect(await retryAfterOf(run(outcome))).toBeGreaterThan(0);
    expect(await retryAfterOf(run(outcome, mail))).toBeLessThanOrEqual(3600 / WRONG_PER_HOUR);
  });

  it('never refuses a right answer, nor one that could not be checked', async () => {
    await exceed();
    expect(await run('accepted')).toBe('accepted');
    expect(await run('unavailable')).toBe('unavailable');
  });

  it('checks answers beyond the limit too', async () => {
    await exceed();
    let checks = 0;
    await limiter
      .run(image, async () => {
        checks++;
        return 'mismatch';
      })
      .catch(() => undefined);
    expect(checks).toBe(1);
  });

  it('passes the error of a check on, and counts nothing', async () => {
    const failure = new Error('no answer');
    await expect(limiter.run(image, () => Promise.reject(failure))).rejects.toBe(failure);
    await run('not_found');
    await expectCounted(1);
  });
});

describe('AnswerLimiter.run(): when the counts cannot be read', () => {
  const fail = () => Promise.reject(new StoreUnavailableError('the counts are unavailable', 5));
  const limiter = new AnswerLimiter(openLimits({ assess: fail, charge: fail } as unknown as RateStore));
  const run = (outcome: Outcome) => limiter.run(image, async () => outcome);

  it('a right answer is accepted all the same: its code is consumed', async () => {
    expect(await run('accepted')).toBe('accepted');
    expect(await run('unavailable')).toBe('unavailable');
  });

  it.each(REFUSED)('an answer that is %s fails', async (outcome) => {
    await expect(run(outcome)).rejects.toMatchObject({ definition: CommonErrors.Server });
  });
});

describe('AnswerLimiter.run(): when a wrong answer cannot be counted', () => {
  it('it is refused as any other, and the failure is not thrown', async () => {
    const rates = new MemoryRates();
    const charge = vi.spyOn(rates, 'charge').mockRejectedValue(new StoreUnavailableError('no counts', 5));
    const limiter = new AnswerLimiter(openLimits(rates));
    expect(await limiter.run(image, async () => 'not_found')).toBe('not_found');
    expect(charge).toHaveBeenCalledOnce();
    await rates.close();
  });
});

describe('AnswerLimiter.run(): its duration', () => {
  it('ends with the next tick for a refused answer, and at once for a right one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const rates = new MemoryRates();
    onTestFinished(() => rates.close());
    const limiter = new AnswerLimiter(openLimits(rates));
    let hasEnded = false;
    const refused = limiter.run(image, async () => 'not_found').then(() => (hasEnded = true));
    expect(await limiter.run(image, async () => 'accepted')).toBe('accepted');
    await setImmediate();
    expect(hasEnded).toBe(false);
    vi.advanceTimersByTime(10);
    await refused;
  });
});

describe('isWrong()', () => {
  it('is true for answers that were compared', () => {
    const all: readonly Outcome[] = [...REFUSED, 'accepted', 'unavailable'];
    expect(all.filter(isWrong)).toEqual(['mismatch', 'exhausted']);
  });
});
