import { Inject, Injectable } from '@nestjs/common';
import type {
  AttemptOutcome,
  Budget,
  ChallengeStore,
  ProofOutcome,
} from '@system-management/challenge-store';
import { CHALLENGE_STORE } from '../../../storage/storage.module.js';
import { mapStoreErrors } from './map-store-errors.js';
import type { PolicyContext } from './policy-context.js';
import type { Challenge } from './challenge.js';
import { type CodeBinding, CodeMac } from '../keys/code-mac.js';
import { LimitKeys } from '../keys/limit-keys.js';
import type { Recipient } from './recipient.js';
import type { SignedProof } from '../tickets/ticket.signer.js';

/** The window of an account's budget of wrong answers. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** An answer in its canonical form, and what it claims to be good for. */
export type SubmittedCode = Omit<CodeBinding, 'tenant' | 'recipient'> & { readonly recipient: Recipient };

/**
 * Puts challenges into the store and judges answers, without the store ever seeing a code, a recipient or a key.
 * Every method throws {@link AppError} Server when the store cannot be asked.
 */
@Injectable()
export class ChallengeRepository {
  constructor(
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(CodeMac) private readonly keys: CodeMac,
    @Inject(LimitKeys) private readonly names: LimitKeys,
  ) {}

  async put(challenge: Challenge, { deadline }: PolicyContext): Promise<void> {
    const { id, code, type, use, tenant, recipient, policy, isStrong } = challenge;
    const binding = { tenant: tenant.code, use, type, recipient: recipient.canonical, id, code };
    const digest = { ...this.keys.sign(binding), tag: this.tags(tenant.code, recipient)[0] ?? id };
    const { attempts, lifetime } = policy;
    const stored = { id, digest, attempts, lifetimeMs: lifetime * 1000, strong: isStrong };
    await mapStoreErrors(this.store.put(stored, deadline));
  }

  async drop({ id, tenant, recipient }: Challenge, { deadline }: PolicyContext): Promise<void> {
    await mapStoreErrors(this.store.drop(id, this.tags(tenant.code, recipient)[0] ?? id, deadline));
  }

  /** Judges an answer: counted, compared and, when right, consumed in one step. */
  async attempt({ recipient, ...claim }: SubmittedCode, scope: PolicyContext): Promise<AttemptOutcome> {
    const tenant = scope.tenant.code;
    const tags = this.tags(tenant, recipient);
    const macs = this.keys.computeAll({ ...claim, tenant, recipient: recipient.canonical });
    // Tags and MACs are in the order of the listed keys.
    const digests = [...macs].map(([keyId, mac], index) => ({ keyId, mac, tag: tags[index] ?? claim.id }));
    const budget = tags.length > 0 && { budget: budgetOf(scope) };
    return mapStoreErrors(this.store.attempt({ id: claim.id, digests, ...budget }, scope.deadline));
  }

  /** Consumes a ticket: the first use is `accepted`. */
  async consume(
    { proof, madeAt, expiresAt }: SignedProof,
    { deadline }: PolicyContext,
  ): Promise<ProofOutcome> {
    return mapStoreErrors(this.store.consumeProof({ id: proof.id, madeAt, expiresAt }, deadline));
  }

  /** Whether the account's wrong answers are used up, so that its normal codes are no longer judged. */
  async isBudgetExhausted(recipient: Recipient, scope: PolicyContext): Promise<boolean> {
    const tags = this.tags(scope.tenant.code, recipient);
    return (
      tags.length > 0 &&
      (await mapStoreErrors(this.store.budgetRetryAfterMs(tags, budgetOf(scope), scope.deadline))) > 0
    );
  }

  /** The account's names, one per listed key. An image has no account and lies under its own id. */
  private tags(tenant: string, { mailbox }: Recipient): string[] {
    return mailbox === '' ? [] : this.names.accountTags(tenant, mailbox).map(({ tag }) => tag);
  }
}

function budgetOf({ purpose }: PolicyContext): Budget {
  return { max: purpose.limits.account.wrongPerDay, windowMs: DAY_MS };
}
