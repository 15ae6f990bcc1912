import { Inject, Injectable } from '@nestjs/common';
import type {
  AttemptOutcome,
  Budget,
  ChallengeStore,
  ProofOutcome,
} from '@system-management/challenge-store';
import { CHALLENGE_STORE } from '../../../storage/storage.module.js';
import { asAppError } from '../delivery/delivery-errors.js';
import type { Scope } from './policy-context.js';
import type { Challenge } from './challenge.js';
import { type CodeBinding, CodeKeys } from '../keys/code-mac.js';
import { LimitKeys } from '../keys/limit-keys.js';
import type { Recipient } from './recipient.js';
import type { SignedProof } from '../tickets/ticket.signer.js';

/** The window of an account's budget of wrong answers. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** An answer in its canonical form, and what it claims to be good for. */
export type Claim = Omit<CodeBinding, 'tenant' | 'identity'> & { readonly recipient: Recipient };

/**
 * Puts challenges into the store and judges answers, without the store ever seeing a code, a recipient or a key.
 * Every method throws {@link AppError} Server when the store cannot be asked.
 */
@Injectable()
export class CodeVault {
  constructor(
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(CodeKeys) private readonly keys: CodeKeys,
    @Inject(LimitKeys) private readonly names: LimitKeys,
  ) {}

  async put(challenge: Challenge, { patience }: Scope): Promise<void> {
    const { id, code, type, use, tenant, recipient, policy, isStrong } = challenge;
    const binding = { tenant: tenant.code, use, type, identity: recipient.identity, id, code };
    const seal = { ...this.keys.seal(binding), tag: this.tags(tenant.code, recipient)[0] ?? id };
    const { attempts, lifetime } = policy;
    const stored = { id, seal, attempts, lifetimeMs: lifetime * 1000, strong: isStrong };
    await guarded(this.store.put(stored, patience));
  }

  async drop({ id, tenant, recipient }: Challenge, { patience }: Scope): Promise<void> {
    await guarded(this.store.drop(id, this.tags(tenant.code, recipient)[0] ?? id, patience));
  }

  /** Judges an answer: counted, compared and, when right, consumed in one step. */
  async attempt({ recipient, ...claim }: Claim, scope: Scope): Promise<AttemptOutcome> {
    const tenant = scope.tenant.code;
    const tags = this.tags(tenant, recipient);
    const macs = this.keys.candidates({ ...claim, tenant, identity: recipient.identity });
    // Tags and MACs are in the order of the listed keys.
    const seals = [...macs].map(([keyId, mac], index) => ({ keyId, mac, tag: tags[index] ?? claim.id }));
    const budget = tags.length > 0 && { budget: budgetOf(scope) };
    return guarded(this.store.attempt({ id: claim.id, seals, ...budget }, scope.patience));
  }

  /** Consumes a ticket: the first use is `accepted`. */
  async consume({ proof, madeAt, expiresAt }: SignedProof, { patience }: Scope): Promise<ProofOutcome> {
    return guarded(this.store.consumeProof({ id: proof.id, madeAt, expiresAt }, patience));
  }

  /** Whether the account's wrong answers are used up, so that its normal codes are no longer judged. */
  async isSpent(recipient: Recipient, scope: Scope): Promise<boolean> {
    const tags = this.tags(scope.tenant.code, recipient);
    return tags.length > 0 && (await guarded(this.store.spentFor(tags, budgetOf(scope), scope.patience))) > 0;
  }

  /** The account's names, one per listed key. An image has no account and lies under its own id. */
  private tags(tenant: string, { limit }: Recipient): string[] {
    return limit === '' ? [] : this.names.accountTags(tenant, limit).map(({ tag }) => tag);
  }
}

function budgetOf({ purpose }: Scope): Budget {
  return { max: purpose.limits.account.wrongPerDay, windowMs: DAY_MS };
}

async function guarded<Result>(step: Promise<Result>): Promise<Result> {
  try {
    return await step;
  } catch (failure) {
    throw asAppError(failure);
  }
}
