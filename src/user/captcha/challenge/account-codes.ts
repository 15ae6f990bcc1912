import { Inject, Injectable } from '@nestjs/common';
import type {
  AccountKey,
  AccountState,
  ChallengeStore,
  LiveCode,
  SharedChallenge,
} from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import { mapStoreErrors } from '../../../storage/map-store-errors.js';
import { CHALLENGE_STORE } from '../../../storage/storage.module.js';
import { CodeMac } from '../keys/code-mac.js';
import { CodeSource } from '../keys/code-source.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { Challenge, type ChallengeSubject } from './challenge.js';
import { budgetOf } from './challenge.repository.js';
import { type CodeFormat, formatOf } from './code/code-format.js';
import { randomCode } from './code/random-code.js';
import { STRONG_CODE } from './code/strong-code.js';
import type { PolicyContext } from './policy-context.js';

/** A code for an account. */
export interface AccountCodeRequest extends ChallengeSubject {
  /** Whether a strong code replaces the policy's normal one. */
  readonly isStrong: boolean;
  /** The code of a test recipient; nothing is sent. @default a derived one */
  readonly fixedCode?: string | undefined;
  /** The code to repeat, if one is live. */
  readonly live?: LiveCode | undefined;
}

/** A stored challenge of an account, or the wait until one may be stored. */
export type AccountCode =
  | {
      readonly challenge: Challenge;
      /** Whether this request must send the message: it is the only one within the gap. */
      readonly isDue: boolean;
      /** Milliseconds until another message may be sent. */
      readonly gapMs: number;
    }
  | { readonly challenge: undefined; readonly gapMs: number };

/** Rounds until a code is stored: each is another request that stored or consumed the account's code in between. */
const MAX_ROUNDS = 10;
/** Seconds. */
const RETRY_AFTER = 1;

/**
 * Codes of accounts: derived from a nonce in the store with a key outside it, so that asking again repeats the live code
 * while no store holds one. Every method throws {@link AppError} Server when the store is unavailable.
 */
@Injectable()
export class AccountCodes {
  constructor(
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(CodeMac) private readonly codeMac: CodeMac,
    @Inject(CodeSource) private readonly source: CodeSource,
    @Inject(LimitKeys) private readonly limitKeys: LimitKeys,
  ) {}

  /** Reads the account's budget of wrong answers, its gap and its live code. */
  read(
    subject: Pick<ChallengeSubject, 'tenant' | 'use' | 'type' | 'recipient'>,
    policy: PolicyContext,
  ): Promise<AccountState> {
    return mapStoreErrors(this.store.readAccount(this.keysOf(subject), budgetOf(policy), policy.deadline));
  }

  /** Stores a challenge that repeats the live code or begins a new one. */
  async issue(request: AccountCodeRequest, context: PolicyContext): Promise<AccountCode> {
    let { live } = request;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { code, shared } = this.compose({ ...request, live }, context);
      const result = await mapStoreErrors(this.store.putShared(shared, context.deadline));
      if (result.outcome === 'paused') return { challenge: undefined, gapMs: result.gapMs };
      if (result.outcome === 'stored') {
        const { isDue, gapMs, lifetimeMs } = result;
        return { challenge: challengeOf(request, code, lifetimeMs), isDue, gapMs };
      }
      live = result.live;
    }
    throw new AppError(CommonErrors.Server, { retryAfter: RETRY_AFTER });
  }

  /**
   * Removes a challenge whose message was not sent.
   * @param endsGap whether its message was certainly not sent, so that another one may be sent at once
   */
  async withdraw(challenge: Challenge, endsGap: boolean, { deadline }: PolicyContext): Promise<void> {
    const keys = this.keysOf(challenge);
    const steps = keys.map(({ tag }) => this.store.drop(challenge.id, tag, deadline));
    if (endsGap) steps.push(this.store.endGap(keys, deadline));
    await mapStoreErrors(Promise.all(steps));
  }

  /** The code, and what the store keeps of it: under the key of the live code, otherwise under the current one. */
  private compose(
    request: AccountCodeRequest,
    { purpose }: PolicyContext,
  ): { readonly code: string; readonly shared: SharedChallenge } {
    const { id, tenant, policy, live, isStrong, fixedCode } = request;
    const keys = this.keysOf(request);
    const home = keys.find(({ keyId }) => keyId === live?.keyId) ?? keys[0]!;
    const nonce = live?.nonce ?? this.source.newNonce();
    const code = fixedCode ?? this.codeOf(request, nonce, home.keyId);
    const shared = {
      id,
      digest: { ...home, ...this.codeMac.sign(bindingOf(request, code), home.keyId) },
      attempts: policy.attempts,
      lifetimeMs: policy.lifetime * 1000,
      // A fixed code stays guessable, so the budget of wrong answers always counts.
      strong: isStrong && fixedCode === undefined,
      owner: tenant.code,
      nonce,
      repeats: live !== undefined,
      format: formatName(request),
      gapMs: purpose.limits.recipient.gap * 1000,
      otherTags: keys.filter((key) => key !== home).map(({ tag }) => tag),
      ...(home.account && { account: home.account }),
    };
    return { code, shared };
  }

  private codeOf(request: AccountCodeRequest, nonce: string, keyId: string): string {
    const { tenant, use, type, recipient } = request;
    const origin = { tenant: tenant.code, use, type, recipient: recipient.canonical, nonce };
    const { length, alphabet } = dueFormat(request);
    return randomCode(length, alphabet, this.source.indexes(origin, keyId));
  }

  private keysOf({
    tenant,
    use,
    type,
    recipient,
  }: Pick<ChallengeSubject, 'tenant' | 'use' | 'type' | 'recipient'>): readonly AccountKey[] {
    const account = { tenant: tenant.code, use, type, recipient: recipient.canonical };
    return this.limitKeys.accountKeys(account, recipient.sharedBudget);
  }
}

/** The format of the code that is due. */
export function dueFormat({ isStrong, policy }: Pick<AccountCodeRequest, 'isStrong' | 'policy'>): CodeFormat {
  return isStrong ? STRONG_CODE : formatOf(policy);
}

/** Names the format in the store: a code of another format is not repeated. */
export function formatName({ isStrong, policy }: Pick<AccountCodeRequest, 'isStrong' | 'policy'>): string {
  return isStrong ? 'strong' : `${policy.alphabet}-${policy.length}`;
}

function bindingOf({ tenant, use, type, recipient, id }: ChallengeSubject, code: string) {
  return { tenant: tenant.code, use, type, recipient: recipient.canonical, id, code };
}

function challengeOf(request: AccountCodeRequest, code: string, lifetimeMs: number): Challenge {
  const { id, type, use, tenant, language, recipient, isStrong, fixedCode } = request;
  const policy = { ...request.policy, lifetime: Math.max(1, Math.floor(lifetimeMs / 1000)) };
  const isTest = fixedCode !== undefined;
  return new Challenge({ id, type, use, tenant, language, recipient, policy, code, isStrong, isTest });
}
