import { randomCode } from './random-code.js';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * A fresh `codeID`: 20 base64url characters (RFC 4648 §5), 120 random bits. They come out of the pool that codes come
 * from: the system's generator costs much the same for 15 bytes as for 1,000.
 */
export function newCodeID(): string {
  return randomCode(20, BASE64URL);
}
