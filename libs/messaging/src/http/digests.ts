import { createHash, createHmac } from 'node:crypto';

/** SHA-256 in lower-case hex, as the vendors' canonical requests have it. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** HMAC-SHA-256. */
export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
