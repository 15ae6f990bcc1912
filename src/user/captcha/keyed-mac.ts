import { createHmac, hkdfSync } from 'node:crypto';

/** What a derived key is for. No two uses share one, so that what one room publishes is worthless in another. */
export type KeyLabel = 'code-mac' | 'limit-key' | 'audit-id';

/** A key for one use, from a listed secret: HKDF-SHA-256 (RFC 5869). */
export function deriveKey(secret: Buffer, label: KeyLabel): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', label, 32));
}

/**
 * HMAC-SHA-256 (RFC 2104) of several fields. Every field goes in with its length, so that `a:b` + `c` never equals
 * `a` + `b:c`.
 */
export function macOf(key: Buffer, fields: readonly string[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const field of fields) {
    const bytes = Buffer.from(field, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hmac.update(length).update(bytes);
  }
  return hmac.digest();
}
