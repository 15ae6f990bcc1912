import { StoreUnavailableError } from '@system-management/challenge-store';
import { describe, expect, it } from 'vitest';
import type { CheckedLimit } from './limit-checks.js';
import type { Limit } from './limit.table.js';
import { type DeliveryResult, Reservation } from './reservation.js';

const WAYS: readonly Limit['givenBackBy'][] = ['nothing', 'refusal', 'delivery'];

/** A counted row with two keys, of which the second was not charged. */
const counted = (givenBackBy: Limit['givenBackBy']): CheckedLimit => {
  const limit: Limit = {
    name: givenBackBy,
    keysOf: () => [],
    count: () => 1,
    seconds: 1,
    beyond: 'refused',
    givenBackBy,
  };
  const charges = ['a', 'b'].map((key) => ({
    key: `${givenBackBy}:${key}`,
    owner: 'default',
    count: 1,
    windowMs: 1000,
  }));
  return { limit, waitMs: 5, allowed: charges.slice(0, 1) };
};

function reserved(refund: (keys: string[]) => Promise<void>): Reservation {
  return new Reservation({ refund: (charges) => refund(charges.map(({ key }) => key)) }, WAYS.map(counted));
}

describe('Reservation', () => {
  it.each<[DeliveryResult, readonly Limit['givenBackBy'][]]>([
    ['unsent', ['nothing', 'refusal', 'delivery']],
    ['delivered', ['delivery']],
    ['refused', ['refusal']],
    ['failed', ['refusal', 'delivery']],
    ['uncertain', ['delivery']],
  ])(
    'of a message that is %s gives back the counted charges of these rows, in one call: %j',
    async (result, rows) => {
      const calls: string[][] = [];
      await reserved(async (keys) => void calls.push(keys)).giveBack(result);
      expect(calls).toEqual([rows.map((row) => `${row}:a`)]);
    },
  );

  it('gives back once', async () => {
    const calls: string[][] = [];
    const reservation = reserved(async (keys) => void calls.push(keys));
    await Promise.all([reservation.giveBack('delivered'), reservation.giveBack('unsent')]);
    await reservation.giveBack('unsent');
    expect(calls).toEqual([['delivery:a']]);
  });

  it('sends the refund before giveBack() returns', () => {
    const calls: string[][] = [];
    void reserved(async (keys) => void calls.push(keys)).giveBack('delivered');
    expect(calls).toHaveLength(1);
  });

  it('sends nothing when nothing is given back', async () => {
    const calls: string[][] = [];
    const rates = {
      refund: async (charges: readonly { key: string }[]) => void calls.push(charges.map(({ key }) => key)),
    };
    await new Reservation(rates, [counted('nothing')]).giveBack('refused');
    expect(calls).toEqual([]);
  });

  it('does not reject when the store is unavailable: what cannot be given back stays counted', async () => {
    const reservation = reserved(() => Promise.reject(new StoreUnavailableError('down', 1)));
    await expect(reservation.giveBack('unsent')).resolves.toBeUndefined();
  });
});
