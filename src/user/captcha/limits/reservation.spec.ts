import { AppError, CommonErrors } from '@system-management/envelope';
import { describe, expect, it } from 'vitest';
import { Reservation } from './reservation.js';
import { LimitCounter } from './limit.counter.js';

/** A counter of which one name cannot be counted. */
class BrokenCounter extends LimitCounter {
  override async add(key: string, seconds?: number) {
    if (key === 'broken') throw new AppError(CommonErrors.Server, { retryAfter: 1 });
    // Later than the failure of another.
    await new Promise((resolve) => setImmediate(resolve));
    return super.add(key, seconds);
  }
}

describe('Claims', () => {
  it('go by the larger count where a thing has two names', async () => {
    const counter = new LimitCounter('test', 60);
    await new Reservation().reserve([{ counter, names: ['old'] }]);
    await new Reservation().reserve([{ counter, names: ['old'] }]);
    const names = ['new', 'old'];
    expect(await new Reservation().reserve([{ counter, names, allowed: 3 }])).toEqual([3]);
    await expect(new Reservation().reserve([{ counter, names, allowed: 3 }])).rejects.toMatchObject({
      definition: CommonErrors.Frequent,
    });
    expect(await Promise.all(names.map((name) => counter.total(name)))).toEqual([1, 3]);
  });

  it('that cannot all be counted are all given back, those under way too', async () => {
    const counter = new BrokenCounter('test', 60);
    const claims = new Reservation();
    await claims.reserve([{ counter, names: ['earlier'] }]);
    const failed = claims.reserve([
      { counter, names: ['broken', 'later'] },
      { counter, names: ['another'] },
    ]);
    await expect(failed).rejects.toMatchObject({ definition: CommonErrors.Server });
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    const totals = await Promise.all(['earlier', 'later', 'another'].map((name) => counter.total(name)));
    expect(totals).toEqual([0, 0, 0]);
  });
});
