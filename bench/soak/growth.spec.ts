import { describe, expect, it } from 'vitest';
import { times } from '../../test/support/vitest/times.js';
import { floorsOf, growthOf, maxHandles, type Sample } from './growth.js';

/** Samples every two seconds for 20 minutes; memory rises for 20 s and falls at a garbage collection. */
const samplesOf = (growthPerMinute: number, handles: (minute: number) => number = () => 84): Sample[] =>
  times(600, (n) => {
    const minute = n / 30;
    return { minute, mib: 170 + 2 * (n % 10) + growthPerMinute * minute, handles: handles(minute) };
  });
const WINDOW = 15;

describe('growthOf()', () => {
  it('REL-09: is 0 for memory that rises and falls', () => {
    expect(growthOf(floorsOf(samplesOf(0), WINDOW))).toBeCloseTo(0, 3);
  });

  it.each([0.05, 0.1, -0.1])('REL-09: finds %s MiB a minute below garbage of 18 MiB', (growth) => {
    expect(growthOf(floorsOf(samplesOf(growth), WINDOW))).toBeCloseTo(growth, 2);
  });

  it('is 0 for a single sample', () => {
    expect(growthOf([{ minute: 1, mib: 170, handles: 84 }])).toBe(0);
  });
});

describe('floorsOf()', () => {
  it('returns the least memory of each window, also of the last and shorter one', () => {
    const samples = [3, 1, 2, 5, 4].map((mib, minute) => ({ minute, mib, handles: 84 }));
    expect(floorsOf(samples, 3).map(({ mib }) => mib)).toEqual([1, 4]);
  });
});

describe('maxHandles()', () => {
  it('REL-09: shows handles that stay open', () => {
    expect(maxHandles(samplesOf(0))).toEqual([84, 84]);
    expect(maxHandles(samplesOf(0, (minute) => 84 + Math.floor(minute)))).toEqual([93, 103]);
  });
});
