import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { MAX_TOKEN_AGE_SECONDS } from '@system-management/captcha-vendors';
import type {
  AccountKey,
  AttemptOutcome,
  Budget,
  ChallengeStore,
  ProofOutcome,
} from '@system-management/challenge-store';
import { mapStoreErrors } from '../../../storage/map-store-errors.js';
import { CHALLENGE_STORE } from '../../../storage/storage.module.js';
import { type CodeBinding, CodeMac } from '../keys/code-mac.js';
import { LimitKeys } from '../keys/limit-keys.js';
import type { SignedProof } from '../tickets/ticket.signer.js';
import type { Challenge } from './challenge.js';
import type { PolicyContext } from './policy-context.js';
import { foldLookAlikes } from './code/look-alikes.js';
import { NO_RECIPIENT, type Recipient } from './recipient.js';

/** The window of an account's budget of wrong answers. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** A normalized code, and what it must be valid for. */
export type SubmittedCode = Omit<CodeBinding, 'tenant' | 'recipient'> & { readonly recipient: Recipient };

/**
 * Stores challenges and compares answers. The store receives MACs and keyed hashes only, never a code, a recipient or a
 * key. Every method throws {@link AppError} Server when the store is unavailable. Codes that are sent are stored by
 * `AccountCodes`.
 */
@Injectable()
export class ChallengeRepository {
  constructor(
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(CodeMac) private readonly codeMac: CodeMac,
    @Inject(LimitKeys) private readonly limitKeys: LimitKeys,
  ) {}

  /**
   * Stores a challenge without an account.
   * @param boundTo what it is valid for. @default its type
   */
  async put(challenge: Challenge, { deadline }: PolicyContext, boundTo = challenge.type): Promise<void> {
    const { id, code, use, tenant, policy } = challenge;
    const binding = {
      tenant: tenant.code,
      use,
      type: boundTo,
      recipient: '',
      id,
      code: foldLookAlikes(code),
    };
    const digest = { ...this.codeMac.sign(binding), tag: id };
    const { attempts, lifetime } = policy;
    const stored = { id, digest, attempts, lifetimeMs: lifetime * 1000, strong: false, owner: tenant.code };
    await mapStoreErrors(this.store.put(stored, deadline));
  }

  /** Counts an attempt, compares the code and, when it is right, consumes the challenge, in one atomic step. */
  async attempt({ recipient, ...submitted }: SubmittedCode, policy: PolicyContext): Promise<AttemptOutcome> {
    const { id } = submitted;
    const tenant = policy.tenant.code;
    const binding = { ...submitted, tenant, recipient: recipient.canonical };
    if (recipient === NO_RECIPIENT) {
      const macs = this.codeMac.computeAll({ ...binding, code: foldLookAlikes(submitted.code) });
      const digests = [...macs].map(([keyId, mac]) => ({ keyId, mac, tag: id }));
      return mapStoreErrors(this.store.attempt({ id, digests, owner: tenant }, policy.deadline));
    }
    const macs = this.codeMac.computeAll(binding);
    const digests = this.limitKeys.accountKeys(binding, recipient.sharedBudget).flatMap((key: AccountKey) => {
      const mac = macs.get(key.keyId);
      return mac ? [{ ...key, mac }] : [];
    });
    const budget = budgetOf(policy);
    return mapStoreErrors(this.store.attempt({ id, digests, budget, owner: tenant }, policy.deadline));
  }

  /** Consumes a ticket. Its first use is `accepted`. */
  async consume(
    { proof, madeAt, expiresAt }: SignedProof,
    { tenant, deadline }: PolicyContext,
  ): Promise<ProofOutcome> {
    const single = { id: proof.id, madeAt, expiresAt, owner: tenant.code };
    return mapStoreErrors(this.store.consumeProof(single, deadline));
  }

  /**
   * Consumes a token that its vendor has just accepted. Only its first use is `accepted`: a vendor may accept it twice.
   * @param tokenId names the token, the same for all its spellings
   */
  async consumeToken(tokenId: string, { tenant, deadline }: PolicyContext): Promise<ProofOutcome> {
    const madeAt = Date.now();
    const id = createHash('sha256').update(tokenId).digest('base64url');
    const single = { id, madeAt, expiresAt: madeAt + MAX_TOKEN_AGE_SECONDS * 1000, owner: tenant.code };
    return mapStoreErrors(this.store.consumeProof(single, deadline));
  }
}

/** The budget of wrong answers that an account has in 24 hours. */
export function budgetOf({ purpose }: Pick<PolicyContext, 'purpose'>): Budget {
  return { max: purpose.limits.account.wrongPerDay, windowMs: DAY_MS };
}
