import type { SecretKey } from '../../../config/keys.config.js';
import { deriveKey, hmac } from './hmac.js';

/** Bytes of an id: enough that no two recipients ever share one. */
const LENGTH = 16;

/**
 * Ids of recipients for the audit: the events of one person can be found by whoever has the key, and without it neither
 * the person nor, all phone numbers tried, the number. A tenant's ids tell nothing of another's.
 */
export class AuditIds {
  readonly #key: Buffer;

  /** @param keys current one first; at least one. With another current key everybody gets another id */
  constructor([current]: readonly SecretKey[]) {
    if (!current) throw new Error('AuditIds needs at least one key');
    this.#key = deriveKey(current.secret, 'audit-id');
  }

  /** 22 base64url characters. @param identity the recipient's identity form */
  idOf(tenant: string, identity: string): string {
    return hmac(this.#key, ['recipient', tenant, identity]).subarray(0, LENGTH).toString('base64url');
  }
}
