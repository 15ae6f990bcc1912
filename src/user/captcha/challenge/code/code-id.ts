import { randomCode } from './random-code.js';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Draws a `codeID`: 20 base64url characters (RFC 4648 §5), 120 random bits. */
export function newCodeID(): string {
  return randomCode(20, BASE64URL);
}

/** Whether a value has the form of a `codeID`. */
export function isCodeID(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{20}$/.test(value);
}
