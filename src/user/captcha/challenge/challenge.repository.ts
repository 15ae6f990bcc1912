import { Inject, Injectable } from '@nestjs/common';
import type {
  AttemptOutcome,
  Budget,
  ChallengeStore,
  ProofOutcome,
} from '@system-management/challenge-store';
import { CHALLENGE_STORE } from '../../../storage/storage.module.js';
import { mapStoreErrors } from '../../../storage/map-store-errors.js';
import type { PolicyContext } from './policy-context.js';
import type { Challenge } from './challenge.js';
import { type CodeBinding, CodeMac } from '../keys/code-mac.js';
import { LimitKeys } from '../keys/limit-keys.js';
import type { Recipient } from './recipient.js';
import type { SignedProof } from '../tickets/ticket.signer.js';

/** The window of an account's budget of wrong answers. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** A normalized code, and what it must be valid for. */
export type SubmittedCode = Omit<CodeBinding, 'tenant' | 'recipient'> & { readonly recipient: Recipient };

/**
 * Stores challenges and compares answers. The store receives MACs and keyed hashes only, never a code, a recipient or a
 * key. Every method throws {@link AppError} Server when the store is unavailable.
 */
@Injectable()
export class ChallengeRepository {
  constructor(
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(CodeMac) private readonly codeMac: CodeMac,
    @Inject(LimitKeys) private readonly limitKeys: LimitKeys,
  ) {}

  async put(challenge: Challenge, { deadline }: PolicyContext): Promise<void> {
    const { id, code, type, use, tenant, recipient, policy, isStrong } = challenge;
    const binding = { tenant: tenant.code, use, type, recipient: recipient.canonical, id, code };
    const digest = { ...this.codeMac.sign(binding), tag: this.tags(tenant.code, recipient)[0] ?? id };
    const { attempts, lifetime } = policy;
    const stored = { id, digest, attempts, lifetimeMs: lifetime * 1000, strong: isStrong };
    await mapStoreErrors(this.store.put(stored, deadline));
  }

  async drop({ id, tenant, recipient }: Challenge, { deadline }: PolicyContext): Promise<void> {
    await mapStoreErrors(this.store.drop(id, this.tags(tenant.code, recipient)[0] ?? id, deadline));
  }

  /** Counts an attempt, compares the code and, when it is right, consumes the challenge, in one atomic step. */
  async attempt({ recipient, ...submitted }: SubmittedCode, policy: PolicyContext): Promise<AttemptOutcome> {
    const { id } = submitted;
    const tenant = policy.tenant.code;
    const tags = this.tags(tenant, recipient);
    const macs = this.codeMac.computeAll({ ...submitted, tenant, recipient: recipient.canonical });
    // Tags and MACs are in the order of the listed keys.
    const digests = [...macs].map(([keyId, mac], index) => ({ keyId, mac, tag: tags[index] ?? id }));
    const budget = tags.length > 0 && { budget: budgetOf(policy) };
    return mapStoreErrors(this.store.attempt({ id, digests, ...budget }, policy.deadline));
  }

  /** Consumes a ticket. Its first use is `accepted`. */
  async consume(
    { proof, madeAt, expiresAt }: SignedProof,
    { deadline }: PolicyContext,
  ): Promise<ProofOutcome> {
    return mapStoreErrors(this.store.consumeProof({ id: proof.id, madeAt, expiresAt }, deadline));
  }

  /** Whether the account's budget of wrong answers is exhausted, so that its normal codes are no longer compared. */
  async isBudgetExhausted(recipient: Recipient, policy: PolicyContext): Promise<boolean> {
    const tags = this.tags(policy.tenant.code, recipient);
    if (tags.length === 0) return false;
    const waitMs = this.store.budgetRetryAfterMs(tags, budgetOf(policy), policy.deadline);
    return (await mapStoreErrors(waitMs)) > 0;
  }

  /** The account's tags, one per listed key. None for an image: it has no account and is stored under its own id. */
  private tags(tenant: string, { mailbox }: Recipient): readonly string[] {
    return mailbox === '' ? [] : this.limitKeys.accountTags(tenant, mailbox);
  }
}

function budgetOf({ purpose }: PolicyContext): Budget {
  return { max: purpose.limits.account.wrongPerDay, windowMs: DAY_MS };
}
