import type { SecretKey } from '../../../config/keys.config.js';
import { deriveKey, hmac } from './hmac.js';

/** The fields a code is bound to: an answer that differs in any of them is wrong. */
export interface CodeBinding {
  readonly tenant: string;
  readonly use: string;
  readonly type: string;
  /** The recipient's canonical form. */
  readonly recipient: string;
  /** The challenge's id. */
  readonly id: string;
  readonly code: string;
}

/** Version of the field layout; a changed layout needs a new one. */
const VERSION = 'vc1';

/**
 * Computes the MACs of codes under keys that are never in the store. Codes are issued with the first listed key and
 * verified with every listed key, so a key rotation invalidates no code.
 */
export class CodeMac {
  readonly #keys: readonly SecretKey[];

  /** @param keys current one first; at least one */
  constructor(keys: readonly SecretKey[]) {
    this.#keys = keys.map(({ id, secret }) => ({ id, secret: deriveKey(secret, 'code-mac') }));
  }

  /**
   * The MAC of a new code.
   * @param keyId of a listed key @default the current key
   */
  sign(binding: CodeBinding, keyId?: string): { readonly keyId: string; readonly mac: Buffer } {
    const key = keyId === undefined ? this.#keys[0] : this.#keys.find(({ id }) => id === keyId);
    if (!key) throw new Error('CodeMac has no such key');
    return { keyId: key.id, mac: hmac(key.secret, fieldsOf(binding)) };
  }

  /** The MACs of an answer under every listed key, by key id. */
  computeAll(binding: CodeBinding): ReadonlyMap<string, Buffer> {
    const fields = fieldsOf(binding);
    return new Map(this.#keys.map(({ id, secret }) => [id, hmac(secret, fields)]));
  }
}

function fieldsOf({ tenant, use, type, recipient, id, code }: CodeBinding): string[] {
  return [VERSION, tenant, use, type, recipient, id, code];
}
