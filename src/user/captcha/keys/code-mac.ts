import type { SecretKey } from '../../../config/keys.config.js';
import { deriveKey, hmac } from './hmac.js';

/** All that a code is good for; an answer that differs in any of it is wrong. */
export interface CodeBinding {
  readonly tenant: string;
  readonly use: string;
  readonly type: string;
  /** The recipient's identity form. */
  readonly recipient: string;
  /** The challenge's id. */
  readonly id: string;
  readonly code: string;
}

/** Names what the derived key is for and the layout of the fields; another layout takes another label. */
const VERSION = 'vc1';

/**
 * Turns codes into MACs under keys that no store ever sees. The first key issues; every listed one verifies, so keys rotate without losing a code.
 */
export class CodeMac {
  readonly #keys: readonly SecretKey[];

  /** @param keys current one first; at least one */
  constructor(keys: readonly SecretKey[]) {
    this.#keys = keys.map(({ id, secret }) => ({ id, secret: deriveKey(secret, 'code-mac') }));
  }

  /** The MAC of a code that is being issued. */
  sign(binding: CodeBinding): { readonly keyId: string; readonly mac: Buffer } {
    const [current] = this.#keys;
    if (!current) throw new Error('CodeMac needs at least one key');
    return { keyId: current.id, mac: hmac(current.secret, fieldsOf(binding)) };
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
