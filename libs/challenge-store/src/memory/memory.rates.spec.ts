import { afterEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailableError } from '../challenge-store.js';
import type { Rate } from '../rates.js';
import { describeRateStore } from '../testing/rate-suite.js';
import { MemoryRates, type MemoryRatesOptions } from './memory.rates.js';

const HOUR = 3_600_000;
const SIX: Rate = { count: 6, windowMs: HOUR };

describeRateStore('MemoryRates', async () => {
  let now = 1_000_000;
  const rates = new MemoryRates({ now: () => now });
  return {
    rates,
    peer: rates,
    slackMs: 1,
    advance: async (ms) => void (now += ms),
    close: () => rates.close(),
  };
});

describe('MemoryRates', () => {
  const opened: MemoryRates[] = [];
  const open = (options: MemoryRatesOptions): MemoryRates => {
    const rates = new MemoryRates(options);
    opened.push(rates);
    return rates;
  };
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(opened.splice(0).map((rates) => rates.close()));
  });
  const chargeOf = (key: string, owner: string, rate = SIX) => ({ key, owner, ...rate });
  const charge = async (rates: MemoryRates, key: string, owner: string, rate = SIX): Promise<number> =>
    (await rates.charge([chargeOf(key, owner, rate)]))[0] ?? NaN;
  /** Charges new keys until one is refused. @returns how many were counted */
  const fill = async (rates: MemoryRates, owner: string): Promise<number> => {
    for (let i = 0; ; i++) {
      const error = await charge(rates, `${owner}-${i}`, owner).catch((reason: unknown) => reason);
      if (error === 0) continue;
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect((error as StoreUnavailableError).retryAfter).toBeGreaterThan(0);
      return i;
    }
  };

  it('counts intervals below a microsecond as one microsecond', async () => {
    const rates = open({ now: () => 0 });
    const rate = { count: 2000, windowMs: 1 };
    for (let i = 0; i < 2000; i++) expect(await charge(rates, 'key', 'tenant', rate)).toBe(0);
    expect(await charge(rates, 'key', 'tenant', rate)).toBe(1);
  });

  it('SEC-52: gives half of its capacity to a flood of one owner, and refuses no other owner', async () => {
    const rates = open({ capacity: 100, now: () => 0 });
    expect(await fill(rates, 'flood')).toBe(50);
    for (let i = 0; i < 20; i++) expect(await charge(rates, `other-${i}`, 'other')).toBe(0);
    expect(await charge(rates, 'third', 'third')).toBe(0);
  });

  it('SEC-52: gives a third of its capacity each to floods of two owners, and refuses no other owner', async () => {
    const rates = open({ capacity: 99, now: () => 0 });
    const counted = { one: 0, two: 0 };
    for (let i = 0; i < 200; i++) {
      for (const owner of ['one', 'two'] as const) {
        counted[owner] += await charge(rates, `${owner}-${i}`, owner).then(
          () => 1,
          () => 0,
        );
      }
    }
    expect(counted).toEqual({ one: 33, two: 33 });
    for (let i = 0; i < 16; i++) expect(await charge(rates, `other-${i}`, 'other')).toBe(0);
  });

  it('SEC-33: counts known keys of an owner that has no room for new ones, and evicts none', async () => {
    const rates = open({ capacity: 100, now: () => 0 });
    await fill(rates, 'flood');
    for (let i = 0; i < 50; i++) {
      for (let more = 1; more < 6; more++) expect(await charge(rates, `flood-${i}`, 'flood')).toBe(0);
      expect(await charge(rates, `flood-${i}`, 'flood')).toBe(600_000);
    }
    expect(rates.size).toBe(50);
  });

  it('SEC-33: has room again when an expired or refunded key is gone', async () => {
    let now = 0;
    const rates = open({ capacity: 4, now: () => now });
    expect(await fill(rates, 'flood')).toBe(2);
    await rates.refund([chargeOf('flood-0', 'flood')]);
    expect(await charge(rates, 'new', 'flood')).toBe(0);
    now = 600_000;
    expect(await charge(rates, 'newer', 'flood')).toBe(0);
    expect(await charge(rates, 'newest', 'flood')).toBe(0);
    await expect(charge(rates, 'last', 'flood')).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  it('counts nothing of a call when one of its keys has no room, and gives back nothing it refused', async () => {
    const rates = open({ capacity: 6, now: () => 0 });
    await charge(rates, 'known', 'flood');
    for (let i = 0; i < 6; i++) await charge(rates, 'used-up', 'flood');
    const charges = ['known', 'used-up', 'new', 'no-room'].map((key) => chargeOf(key, 'flood'));
    await expect(rates.charge(charges)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(rates.size).toBe(2);
    for (let i = 1; i < 6; i++) expect(await charge(rates, 'known', 'flood')).toBe(0);
    expect(await charge(rates, 'known', 'flood')).toBeGreaterThan(0);
    expect(await charge(rates, 'used-up', 'flood')).toBe(600_000);
  });

  it('assesses and refunds without room', async () => {
    const rates = open({ capacity: 2, now: () => 0 });
    await fill(rates, 'flood');
    expect(await rates.assess([chargeOf('new', 'flood')])).toEqual([0]);
    await expect(rates.refund([chargeOf('new', 'flood')])).resolves.toBeUndefined();
    expect(rates.size).toBe(1);
  });

  it('SEC-34: removes a key without traffic when its time is no longer ahead of now', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let now = 0;
    const rates = open({ now: () => now });
    for (let i = 0; i < 20_000; i++) await charge(rates, `key-${i}`, 'tenant');
    now = 600_000 - 1;
    vi.advanceTimersByTime(60_000);
    expect(rates.size).toBe(20_000);
    now = 600_000;
    vi.advanceTimersByTime(60_000);
    expect(rates.size).toBe(0);
  });

  it('keeps a key for at most the window of its rate', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let now = 0;
    const rates = open({ now: () => now });
    for (let i = 0; i < 20; i++) await charge(rates, 'key', 'tenant');
    now = HOUR;
    vi.advanceTimersByTime(1000);
    expect(rates.size).toBe(0);
  });

  it('does not follow the wall clock', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const rates = open({ now: () => 0 });
    for (let i = 0; i < 6; i++) await charge(rates, 'key', 'tenant');
    vi.setSystemTime(Date.now() + HOUR);
    expect(await charge(rates, 'key', 'tenant')).toBe(600_000);
  });
});
