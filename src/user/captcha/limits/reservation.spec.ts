import { AppError, CommonErrors } from '@system-management/envelope';
import { describe, expect, it } from 'vitest';
import { Reservation } from './reservation.js';
import { LimitCounter } from './limit.counter.js';

/** A counter that fails for the key `broken`. */
class BrokenCounter extends LimitCounter {
  override async add(key: string, seconds?: number) {
    if (key === 'broken') throw new AppError(CommonErrors.Server, { retryAfter: 1 });
    // Completes after the failure of another key.
    await new Promise((resolve) => setImmediate(resolve));
    return super.add(key, seconds);
  }
}

describe('Reservation', () => {
  it('compares the largest count of several keys', async () => {
    const counter = new LimitCounter('test', 60);
    await new Reservation().reserve([{ counter, keys: ['old'] }]);
    await new Reservation().reserve([{ counter, keys: ['old'] }]);
    const keys = ['new', 'old'];
    expect(await new Reservation().reserve([{ counter, keys, allowed: 3 }])).toEqual([3]);
    await expect(new Reservation().reserve([{ counter, keys, allowed: 3 }])).rejects.toMatchObject({
      definition: CommonErrors.Frequent,
    });
    expect(await Promise.all(keys.map((key) => counter.total(key)))).toEqual([1, 3]);
  });

  it('refunds all hits, pending ones included, when one cannot be counted', async () => {
    const counter = new BrokenCounter('test', 60);
    const reservation = new Reservation();
    await reservation.reserve([{ counter, keys: ['earlier'] }]);
    const failed = reservation.reserve([
      { counter, keys: ['broken', 'later'] },
      { counter, keys: ['another'] },
    ]);
    await expect(failed).rejects.toMatchObject({ definition: CommonErrors.Server });
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    const totals = await Promise.all(['earlier', 'later', 'another'].map((key) => counter.total(key)));
    expect(totals).toEqual([0, 0, 0]);
  });
});
