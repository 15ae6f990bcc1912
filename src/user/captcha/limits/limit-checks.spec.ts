import { StoreUnavailableError } from '@system-management/challenge-store';
import { CommonErrors } from '@system-management/envelope';
import { describe, expect, it } from 'vitest';
import { limitRequest, limitsWith, SHIPPED } from '../../../../test/support/limit-requests.js';
import { SECRET_KEY } from '../../../../test/support/rate-stores.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { applyLimits, type AppliedLimit, checkLimits, longestWait } from './limit-checks.js';
import { DAY, type Limit, type LimitRequest } from './limit.table.js';

const HOUR = 3600;
const row = (name: string, parts: Partial<Limit> = {}): Limit => ({
  name,
  keysOf: () => ['key'],
  count: () => 3,
  seconds: HOUR,
  beyond: 'refused',
  givenBackBy: 'nothing',
  ...parts,
});
const apply = (limits: readonly Limit[], request: LimitRequest = limitRequest()): AppliedLimit[] =>
  applyLimits(limits, request, new LimitKeys([SECRET_KEY]), SHIPPED.global);

describe('applyLimits()', () => {
  it('charges one event per key, named by the row, for the tenant of the request', () => {
    const limit = row('a', { keysOf: () => ['k1', 'k2'] });
    const charge = { owner: 'acme', count: 3, windowMs: HOUR * 1000 };
    expect(apply([limit], limitRequest({ tenant: 'acme' }))).toEqual([
      {
        limit,
        windowMs: HOUR * 1000,
        charges: [
          { ...charge, key: 'a:k1' },
          { ...charge, key: 'a:k2' },
        ],
      },
    ]);
  });

  it('reads count and window from the limits of the purpose and of all tenants', () => {
    const limits = limitsWith({ recipient: { perHour: 7 }, withImage: { every: 90 } });
    const rows = [
      row('a', {
        count: ({ recipient }) => recipient.perHour,
        seconds: ({ withImage }) => withImage.every,
      }),
      row('b', { count: (_, { recipientPerDay }) => recipientPerDay }),
    ];
    expect(apply(rows, limitRequest({ limits })).flatMap(({ charges }) => charges)).toMatchObject([
      { count: 7, windowMs: 90_000 },
      { count: SHIPPED.global.recipientPerDay },
    ]);
  });

  it('omits rows without a key or a window', () => {
    const rows = [row('no key', { keysOf: () => [] }), row('no window', { seconds: 0 }), row('a')];
    expect(apply(rows).map(({ limit }) => limit.name)).toEqual(['a']);
  });

  it('omits rows of a day for test recipients only', () => {
    const rows = [row('hour'), row('day', { seconds: DAY }), row('own', { seconds: () => 600 })];
    const namesFor = (isTest: boolean) =>
      apply(rows, limitRequest({ isTest })).map(({ limit }) => limit.name);
    expect(namesFor(true)).toEqual(['hour', 'own']);
    expect(namesFor(false)).toEqual(['hour', 'day', 'own']);
  });
});

describe('checkLimits()', () => {
  const [one, two, three] = [
    row('one', { keysOf: () => ['a', 'b'] }),
    row('two', { count: () => 0 }),
    row('three', { keysOf: () => ['c'] }),
  ] as const;

  it('charges all rows in one call, and gives each its own waits', async () => {
    const calls: string[][] = [];
    const checked = await checkLimits(apply([one, two, three]), async (charges) => {
      calls.push(charges.map(({ key }) => key));
      return [0, 20, 30];
    });
    expect(calls).toEqual([['one:a', 'one:b', 'three:c']]);
    expect(checked.map(({ limit, waitMs }) => [limit.name, waitMs])).toEqual([
      ['one', 20],
      ['two', HOUR * 1000],
      ['three', 30],
    ]);
    expect(checked.map(({ allowed }) => allowed.map(({ key }) => key))).toEqual([['one:a'], [], []]);
  });

  it('throws Server with the store’s retryAfter when the counts are unavailable', async () => {
    const step = () => Promise.reject(new StoreUnavailableError('down', 7));
    await expect(checkLimits(apply([one]), step)).rejects.toMatchObject({
      definition: CommonErrors.Server,
      data: { retryAfter: 7 },
    });
  });
});

describe('longestWait()', () => {
  it('returns the longest wait of the rows with one consequence, 0 without any', async () => {
    const rows = [row('a'), row('b'), row('c', { beyond: 'image' })];
    const checked = await checkLimits(apply(rows), async () => [10, 30, 90]);
    expect(longestWait(checked, 'refused')).toBe(30);
    expect(longestWait(checked, 'image')).toBe(90);
    expect(longestWait(checked, 'extra')).toBe(0);
  });
});
