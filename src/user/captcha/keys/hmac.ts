import { createHmac, hkdfSync } from 'node:crypto';

/** What a derived key is for. No two uses share one, so that what one room publishes is worthless in another. */
export type KeyPurpose = 'code-mac' | 'limit-key' | 'audit-id';

/** A key for one use, from a listed secret: HKDF-SHA-256 (RFC 5869). */
export function deriveKey(secret: Buffer, label: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', label, 32));
}

/** Bytes in front of each field: its own length. */
const LENGTH_BYTES = 4;

/**
 * HMAC-SHA-256 (RFC 2104) of several fields. Every field goes in with its length, so that `a:b` + `c` never equals
 * `a` + `b:c`.
 */
export function hmac(key: Buffer, fields: readonly string[]): Buffer {
  // One buffer, one update: several times faster than a call into the crypto library for each piece.
  const size = fields.reduce((sum, field) => sum + LENGTH_BYTES + Buffer.byteLength(field), 0);
  const message = Buffer.allocUnsafe(size);
  let end = 0;
  for (const field of fields) {
    const length = message.write(field, end + LENGTH_BYTES);
    message.writeUInt32BE(length, end);
    end += LENGTH_BYTES + length;
  }
  return createHmac('sha256', key).update(message).digest();
}
