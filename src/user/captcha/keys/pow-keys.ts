import type { SecretKey } from '../../../config/keys.config.js';
import { deriveKey } from './hmac.js';

/** The two secrets of a proof of work, as ALTCHA's library takes them: hex of 32 bytes each. */
export interface PowSecrets {
  /** Signs the parameters of a challenge. */
  readonly hmacSignatureSecret: string;
  /** Signs the derived key that solves it. */
  readonly hmacKeySignatureSecret: string;
}

/** The secrets of proofs of work, derived from `SECRET_KEYS`. */
export class PowKeys {
  readonly #all: readonly [PowSecrets, ...PowSecrets[]];

  /** @param keys current one first; at least one */
  constructor(keys: readonly SecretKey[]) {
    const [current, ...others] = keys.map(secretsOf);
    if (!current) throw new Error('PowKeys needs at least one key');
    this.#all = [current, ...others];
  }

  /** Signs new challenges. */
  get current(): PowSecrets {
    return this.#all[0];
  }

  /** Every listed key, the current one first: a challenge may be older than the last change of keys. */
  get all(): readonly PowSecrets[] {
    return this.#all;
  }
}

function secretsOf({ secret }: SecretKey): PowSecrets {
  return {
    hmacSignatureSecret: deriveKey(secret, 'pow-challenge').toString('hex'),
    hmacKeySignatureSecret: deriveKey(secret, 'pow-solution').toString('hex'),
  };
}
