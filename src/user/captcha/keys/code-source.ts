import { randomBytes } from 'node:crypto';
import type { SecretKey } from '../../../config/keys.config.js';
import type { CodeBinding } from './code-mac.js';
import { deriveKey, hmac } from './hmac.js';

/** What a code is derived from. */
export interface CodeOrigin extends Omit<CodeBinding, 'id' | 'code'> {
  /** 128 random bits, base64url. */
  readonly nonce: string;
}

/** Version of the derivation; a changed one needs a new version, or instances of two releases send different codes. */
const VERSION = 'code1';

/**
 * Derives codes from nonces under keys that are never in the store, so that asking again repeats a code which no store
 * holds. The output of HMAC-SHA-256 under a secret key cannot be told from random bits (RFC 2104 §6, NIST SP 800-108).
 */
export class CodeSource {
  readonly #keys: ReadonlyMap<string, Buffer>;

  /** @param keys at least one */
  constructor(keys: readonly SecretKey[]) {
    this.#keys = new Map(keys.map(({ id, secret }) => [id, deriveKey(secret, 'code-derive')]));
  }

  /** A nonce of a new code: 22 base64url characters. */
  newNonce(): string {
    return randomBytes(16).toString('base64url');
  }

  /**
   * A sequence of uniform whole numbers, always the same for one origin and key: bytes of HMACs, without those that would
   * make some numbers more likely.
   * @param keyId of a listed key
   * @returns a function that returns the next number from 0 to `max - 1`; `max` at most 256
   */
  indexes({ tenant, use, type, recipient, nonce }: CodeOrigin, keyId: string): (max: number) => number {
    const key = this.#keys.get(keyId);
    if (!key) throw new Error('CodeSource has no such key');
    let blocks = 0;
    let bytes: number[] = [];
    const nextByte = (): number => {
      if (bytes.length === 0)
        bytes = [...hmac(key, [VERSION, tenant, use, type, recipient, nonce, String(blocks++)])];
      return bytes.shift()!;
    };
    return (max) => {
      let byte = nextByte();
      while (byte >= 256 - (256 % max)) byte = nextByte();
      return byte % max;
    };
  }
}
