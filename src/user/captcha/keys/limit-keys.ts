import type { AccountKey } from '@system-management/challenge-store';
import type { SecretKey } from '../../../config/keys.config.js';
import type { CodeBinding } from './code-mac.js';
import { deriveKey, hmac } from './hmac.js';

/** Cached results: one request needs the same keys several times, and its address and tenant recur. */
const CACHE_SIZE = 1000;

/**
 * Computes the keys under which limits and budgets are stored, so that a dump of the store shows neither recipients nor
 * addresses. They are keyed hashes, because all phone numbers could be tried against plain ones. While two secret keys
 * are listed everything has two keys and is counted under both, so that a key rotation resets no count.
 */
export class LimitKeys {
  readonly #keys: readonly SecretKey[];
  readonly #cache = new Map<string, readonly string[]>();

  /** @param keys current one first; at least one */
  constructor(keys: readonly SecretKey[]) {
    this.#keys = keys.map(({ id, secret }) => ({ id, secret: deriveKey(secret, 'limit-key') }));
  }

  /**
   * The keys of one subject: one per listed secret key, the current one's first; 43 base64url characters each.
   * @param fields kind of the subject, then what identifies it
   */
  keysFor(...fields: readonly [kind: string, ...id: string[]]): readonly string[] {
    const cacheKey = JSON.stringify(fields);
    const cached = this.#cache.get(cacheKey);
    if (cached) return cached;
    const keys = this.#keys.map(({ secret }) => hmac(secret, fields).toString('base64url'));
    if (this.#cache.size >= CACHE_SIZE) this.#cache.clear();
    this.#cache.set(cacheKey, keys);
    return keys;
  }

  /**
   * Where the challenge store keeps an account's challenges, live code, gap and budget: one key per listed secret key, the
   * current one's first.
   * @param recipient the canonical form
   * @param sharedBudget what several accounts share a budget by @default recipient
   */
  accountKeys(
    { tenant, use, type, recipient }: Pick<CodeBinding, 'tenant' | 'use' | 'type' | 'recipient'>,
    sharedBudget?: string,
  ): readonly AccountKey[] {
    const tags = this.keysFor('account', tenant, sharedBudget ?? recipient);
    const subjects = this.keysFor('subject', tenant, use, type, recipient);
    // One name under all tags, and the same on instances that list the keys in another order.
    const [account] = sharedBudget === undefined ? [] : this.keysFor('account', tenant, recipient).toSorted();
    return this.#keys.map(({ id: keyId }, index) => ({
      keyId,
      tag: tags[index] ?? '',
      subject: subjects[index] ?? '',
      ...(account && { account }),
    }));
  }
}
