import type { RateCharge, RateStore } from '@system-management/challenge-store';
import type { CheckedLimit } from './limit-checks.js';
import type { Limit } from './limit.table.js';

/**
 * What became of the message that was reserved.
 *
 * | value | meaning |
 * |---|---|
 * | `unsent` | nothing was tried |
 * | `delivered` | a vendor accepted it |
 * | `refused` | a working vendor rejected this one message |
 * | `failed` | no vendor could be reached or was working |
 * | `uncertain` | it may have been sent |
 */
export type DeliveryResult = 'unsent' | 'delivered' | 'refused' | 'failed' | 'uncertain';

/** Which rows each result gives back. */
const GIVEN_BACK: Readonly<Record<DeliveryResult, readonly Limit['givenBackBy'][]>> = {
  unsent: ['nothing', 'refusal', 'delivery'],
  delivered: ['delivery'],
  refused: ['refusal'],
  failed: ['refusal', 'delivery'],
  uncertain: ['delivery'],
};

/** The counted limits of one request. */
export class Reservation {
  /** @param counted limits that the request was counted by */
  constructor(
    private readonly rates: Pick<RateStore, 'refund'>,
    private counted: readonly CheckedLimit[],
  ) {}

  /**
   * Gives back the rows that the result gives back, once. Never rejects: what cannot be given back stays counted. The
   * refund is sent before this method returns, so the caller need not await it.
   */
  async giveBack(result: DeliveryResult): Promise<void> {
    const charges: RateCharge[] = this.counted
      .filter(({ limit }) => GIVEN_BACK[result].includes(limit.givenBackBy))
      .flatMap(({ allowed }) => allowed);
    this.counted = [];
    if (charges.length > 0) await this.rates.refund(charges).catch(() => undefined);
  }
}
