import type { SecretKey } from '../../../config/keys.config.js';
import { deriveKey, hmac } from './hmac.js';

/** A name for an account that tells nobody whose it is, under one of the listed keys. */
export interface AccountTag {
  readonly keyId: string;
  /** 43 base64url characters. */
  readonly tag: string;
}

/** Names kept at hand: one request asks for the same ones several times, one address and one tenant again and again. */
const REMEMBERED = 1000;

/**
 * Names what is counted, so that a dump of the store shows neither recipients nor addresses: keyed hashes, because all
 * phone numbers there are can be tried against plain ones. While two keys are listed there are two names for
 * everything, and what counts under both is not reset by the change from one to the other.
 */
export class LimitKeys {
  readonly #keys: readonly SecretKey[];
  readonly #remembered = new Map<string, readonly string[]>();

  /** @param keys current one first; at least one */
  constructor(keys: readonly SecretKey[]) {
    this.#keys = keys.map(({ id, secret }) => ({ id, secret: deriveKey(secret, 'limit-key') }));
  }

  /** One name per listed key, current first. @param fields what kind of thing it is, then which one */
  names(...fields: readonly [kind: string, ...which: string[]]): readonly string[] {
    const asked = JSON.stringify(fields);
    const known = this.#remembered.get(asked);
    if (known) return known;
    const names = this.#keys.map(({ secret }) => hmac(secret, fields).toString('base64url'));
    if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
    this.#remembered.set(asked, names);
    return names;
  }

  /**
   * The account's name under each listed key, current first: where its challenges and its budget lie in the store.
   * @param limit the recipient's limit form
   */
  accountTags(tenant: string, limit: string): readonly AccountTag[] {
    const names = this.names('account', tenant, limit);
    return this.#keys.map(({ id }, i) => ({ keyId: id, tag: names[i] ?? '' }));
  }
}
