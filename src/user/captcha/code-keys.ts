import { createHmac, hkdfSync } from 'node:crypto';

/** One entry of `SECRET_KEYS`: an id that may be public and at least 32 secret bytes. */
export interface SecretKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** All that a code is good for; an answer that differs in any of it is wrong. */
export interface CodeBinding {
  readonly tenant: string;
  readonly use: string;
  readonly type: string;
  /** The recipient's identity form. */
  readonly identity: string;
  /** The challenge's id. */
  readonly id: string;
  readonly code: string;
}

/** Names what the derived key is for and the layout of the fields; another layout takes another label. */
const VERSION = 'vc1';

/**
 * Turns codes into MACs under keys that no store ever sees: HMAC-SHA-256 (RFC 2104) under a key derived by HKDF
 * (RFC 5869). The first key issues; every listed one verifies, so keys rotate without losing a code.
 */
export class CodeKeys {
  readonly #keys: readonly SecretKey[];

  /** @param keys current one first; at least one */
  constructor(keys: readonly SecretKey[]) {
    this.#keys = keys.map(({ id, secret }) => ({ id, secret: derive(secret, 'code-mac') }));
  }

  /** The MAC of a code that is being issued. */
  seal(binding: CodeBinding): { readonly keyId: string; readonly mac: Buffer } {
    const [current] = this.#keys;
    if (!current) throw new Error('CodeKeys needs at least one key');
    return { keyId: current.id, mac: macOf(current.secret, binding) };
  }

  /** The MACs of an answer under every listed key, by key id. */
  candidates(binding: CodeBinding): ReadonlyMap<string, Buffer> {
    return new Map(this.#keys.map(({ id, secret }) => [id, macOf(secret, binding)]));
  }
}

function derive(secret: Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', label, 32));
}

/** Every field goes in with its length, so that `a:b` + `c` never equals `a` + `b:c`. */
function macOf(key: Buffer, { tenant, use, type, identity, id, code }: CodeBinding): Buffer {
  const hmac = createHmac('sha256', key);
  for (const field of [VERSION, tenant, use, type, identity, id, code]) {
    const bytes = Buffer.from(field, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hmac.update(length).update(bytes);
  }
  return hmac.digest();
}
