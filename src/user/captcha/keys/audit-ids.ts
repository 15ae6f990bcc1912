import type { SecretKey } from '../../../config/keys.config.js';
import { deriveKey, hmac } from './hmac.js';

/** Bytes of an id: collisions are negligible. */
const LENGTH = 16;

/**
 * Computes recipients' ids for the audit. With the key, the events of one recipient can be found. Without it, an id
 * cannot be traced back, not even by trying all phone numbers. Ids differ between tenants.
 */
export class AuditIds {
  readonly #key: Buffer;

  /** @param keys current one first; at least one. A new current key changes every id */
  constructor([current]: readonly SecretKey[]) {
    if (!current) throw new Error('AuditIds needs at least one key');
    this.#key = deriveKey(current.secret, 'audit-id');
  }

  /** @returns 22 base64url characters */
  idOf(tenant: string, canonical: string): string {
    return hmac(this.#key, ['recipient', tenant, canonical]).subarray(0, LENGTH).toString('base64url');
  }
}
