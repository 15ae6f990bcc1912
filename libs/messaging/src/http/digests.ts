import { createHash, createHmac } from 'node:crypto';

/** SHA-256 in lower-case hex, the format of the vendors' canonical requests. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
