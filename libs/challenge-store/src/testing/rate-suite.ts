import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { times } from '../../../../test/support/vitest/times.js';
import type { Rate, RateCharge, RateStore } from '../rates.js';

/** A store under test and a way to advance its clock. */
export interface RatesUnderTest {
  readonly rates: RateStore;
  /** A second instance with the same counts if the store can be shared; otherwise the store itself. */
  readonly peer: RateStore;
  /** Precision of {@link advance} in milliseconds. */
  readonly slackMs: number;
  /** Advances the store's clock. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Six at once, then one more every ten minutes. */
const SIX: Rate = { count: 6, windowMs: HOUR };
const INTERVAL = 10 * MINUTE;

const chargeOf = (rate: Rate = SIX, key = 'a-Key_1:x'): RateCharge => ({ key, owner: 'tenant', ...rate });

/** The contract that every implementation of {@link RateStore} must pass. */
export function describeRateStore(name: string, open: () => Promise<RatesUnderTest>): void {
  describe(`${name}: the RateStore contract`, () => {
    let subject: RatesUnderTest;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    const charge = async (rate?: Rate, key?: string): Promise<number> =>
      (await subject.rates.charge([chargeOf(rate, key)]))[0] ?? NaN;
    const assess = async (rate?: Rate, key?: string): Promise<number> =>
      (await subject.rates.assess([chargeOf(rate, key)]))[0] ?? NaN;
    const refund = (rate?: Rate, key?: string): Promise<void> => subject.rates.refund([chargeOf(rate, key)]);
    /** Charges one after the other until one is refused. */
    const allowedNow = async (rate?: Rate, key?: string): Promise<number> => {
      let allowed = 0;
      while ((await charge(rate, key)) === 0) allowed++;
      return allowed;
    };
    /** The time that has passed since the last {@link RatesUnderTest.advance} may shorten a wait. */
    const expectWait = (actual: number, expected: number): void => {
      expect(actual).toBeLessThanOrEqual(expected);
      expect(actual).toBeGreaterThan(expected - subject.slackMs);
    };

    describe('charge()', () => {
      it('allows N events at once, then exactly one more after each interval', async () => {
        expect(await allowedNow()).toBe(6);
        for (let i = 0; i < 4; i++) {
          await subject.advance((await charge()) - subject.slackMs);
          expect(await charge()).toBeGreaterThan(0);
          await subject.advance(subject.slackMs);
          expect(await allowedNow()).toBe(1);
        }
      });

      it('returns the wait for the next event at every step', async () => {
        expect(await allowedNow()).toBe(6);
        expectWait(await charge(), INTERVAL);
        await subject.advance(INTERVAL / 4);
        expectWait(await charge(), (INTERVAL * 3) / 4);
        await subject.advance(INTERVAL / 2);
        expectWait(await charge(), INTERVAL / 4);
        await subject.advance(INTERVAL / 4);
        expect(await charge()).toBe(0);
        expectWait(await charge(), INTERVAL);
      });

      it('allows as many events after a pause as intervals have passed, at most N', async () => {
        for (const [pause, expected] of [
          [0, 6],
          [3, 3],
          [6, 6],
          [50, 6],
        ] as const) {
          await subject.advance(pause * INTERVAL);
          expect(await allowedNow()).toBe(expected);
        }
      });

      it('allows exactly N of 1,000 concurrent events over two instances', async () => {
        const rate = { count: 50, windowMs: 24 * HOUR };
        const waits = await Promise.all(
          times(1000, (i) => (i % 2 ? subject.peer : subject.rates).charge([chargeOf(rate)])),
        );
        expect(waits.filter(([wait]) => wait === 0)).toHaveLength(50);
      });

      it('counts nothing when it refuses', async () => {
        expect(await allowedNow()).toBe(6);
        for (let i = 0; i < 50; i++) expect(await charge()).toBeGreaterThan(0);
        expectWait(await charge(), INTERVAL);
        await subject.advance(INTERVAL);
        expect(await charge()).toBe(0);
      });

      it('resets nothing at the edge of a window', async () => {
        expect(await charge()).toBe(0);
        await subject.advance(HOUR - 2 * subject.slackMs);
        expect(await allowedNow()).toBe(6);
        // A window from the first event would end here.
        await subject.advance(4 * subject.slackMs);
        expect(await charge()).toBeGreaterThan(INTERVAL - 6 * subject.slackMs);
      });

      it('counts each key by itself, and returns the waits in the order of the charges', async () => {
        expect(await allowedNow(SIX, 'used-up')).toBe(6);
        const keys = ['fresh', 'used-up', 'other'];
        const waits = await subject.rates.charge(keys.map((key) => chargeOf(SIX, key)));
        expect(waits.map((wait) => wait === 0)).toEqual([true, false, true]);
        expect(await allowedNow(SIX, 'fresh')).toBe(5);
        expect(await allowedNow(SIX, 'other')).toBe(5);
      });

      it('counts a key as often as it is named in one call', async () => {
        const waits = await subject.rates.charge(times(8, () => chargeOf()));
        expect(waits.filter((wait) => wait === 0)).toHaveLength(6);
      });

      it('shares one time between different rates of one key', async () => {
        const two = { count: 2, windowMs: HOUR };
        for (let i = 0; i < 3; i++) expect(await charge()).toBe(0);
        // Three intervals of ten minutes are ahead of now; two an hour allows thirty minutes.
        expect(await charge(two)).toBe(0);
        expectWait(await charge(two), 30 * MINUTE);
        expectWait(await charge(), 10 * MINUTE);
      });

      it('allows a rate whose interval is less than a microsecond', async () => {
        const rate = { count: 5000, windowMs: 1 };
        const waits = await subject.rates.charge(times(1000, () => chargeOf(rate)));
        expect(new Set(waits)).toEqual(new Set([0]));
        await subject.advance(1 + subject.slackMs);
        expect(await charge(rate)).toBe(0);
      });

      it('allows a rate whose interval is no whole number of milliseconds', async () => {
        const seven = { count: 7, windowMs: HOUR };
        expect(await allowedNow(seven)).toBe(7);
        expectWait(await charge(seven), Math.ceil(HOUR / 7));
        await subject.advance(HOUR);
        expect(await allowedNow(seven)).toBe(7);
      });

      it('with nothing to count returns nothing', async () => {
        expect(await subject.rates.charge([])).toEqual([]);
      });
    });

    describe('assess()', () => {
      it('counts nothing', async () => {
        for (let i = 0; i < 50; i++) expect(await assess()).toBe(0);
        expect(await allowedNow()).toBe(6);
      });

      it('returns the wait that a charge would return', async () => {
        for (let i = 0; i < 6; i++) expect([await assess(), await charge()]).toEqual([0, 0]);
        expectWait(await assess(), INTERVAL);
        await subject.advance(INTERVAL - subject.slackMs);
        expectWait(await assess(), subject.slackMs);
        await subject.advance(subject.slackMs);
        expect(await assess()).toBe(0);
      });
    });

    describe('refund()', () => {
      it('gives back exactly one event', async () => {
        expect(await allowedNow()).toBe(6);
        await refund();
        expect(await charge()).toBe(0);
        expectWait(await charge(), INTERVAL);
      });

      it('gives back each of several events, over two instances', async () => {
        expect(await allowedNow()).toBe(6);
        await Promise.all(times(4, (i) => (i % 2 ? subject.peer : subject.rates).refund([chargeOf()])));
        expect(await allowedNow()).toBe(4);
      });

      it('of an idle key gives back nothing', async () => {
        for (let i = 0; i < 3; i++) await refund();
        expect(await allowedNow()).toBe(6);
      });

      it('never moves a key’s time below now', async () => {
        for (let i = 0; i < 2; i++) expect(await charge()).toBe(0);
        await subject.advance(1.5 * INTERVAL);
        // Half an interval is ahead of now.
        await refund();
        await refund();
        expect(await allowedNow()).toBe(6);
        expectWait(await charge(), INTERVAL);
      });
    });

    it.each([
      { count: 0 },
      { count: -1 },
      { count: 1.5 },
      { count: NaN },
      { count: Infinity },
      { windowMs: 0 },
      { windowMs: 0.5 },
      { windowMs: NaN },
      { windowMs: 24 * HOUR + 1 },
    ])('refuses the rate %o, counts nothing and gives nothing back', async (over) => {
      const good = chargeOf();
      const bad = chargeOf({ ...SIX, ...over }, 'bad');
      expect(await charge()).toBe(0);
      const calls = [
        [good, bad],
        [bad, good],
      ];
      for (const charges of calls) {
        await expect(subject.rates.assess(charges)).rejects.toBeInstanceOf(RangeError);
        await expect(subject.rates.charge(charges)).rejects.toBeInstanceOf(RangeError);
      }
      expect(await allowedNow()).toBe(5);
      for (const charges of calls) {
        await expect(subject.rates.refund(charges)).rejects.toBeInstanceOf(RangeError);
      }
      expect(await allowedNow()).toBe(0);
      expect(await allowedNow(SIX, 'bad')).toBe(6);
    });
  });
}
