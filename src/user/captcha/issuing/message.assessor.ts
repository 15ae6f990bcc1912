import { Inject, Injectable } from '@nestjs/common';
import { isRepeatable, type LiveCode } from '@system-management/challenge-store';
import type { ResolvedRequest } from '../captcha.resolver.js';
import type { IssueInput } from '../captcha.types.js';
import { AccountCodes, formatName } from '../challenge/account-codes.js';
import { PROVIDERS, type Providers } from '../delivery/provider-map.js';
import { policyOf } from '../delivery/providers/index.js';
import { CaptchaLimits, frequent, type MessageAssessment } from '../limits/captcha.limits.js';
import type { LimitRequest } from '../limits/limit.table.js';
import { fixedCodeFor } from '../test-recipients/test-recipients.js';

/** The state of limits, budget and live code before a message is sent. */
export interface Assessment {
  /** The request as limits count it. */
  readonly counted: LimitRequest;
  /** Code of a test recipient, to whom nothing is sent. */
  readonly fixedCode: string | undefined;
  /** Whether a strong code replaces the policy's normal one. */
  readonly isStrong: boolean;
  /** The live code, if this request may repeat it. */
  readonly live: LiveCode | undefined;
  /** Whether the message of that code was just sent, so that nothing is sent again. */
  readonly isRepeat: boolean;
  readonly needsImage: boolean;
  readonly limits: MessageAssessment;
}

/** Reads what decides whether and how a code is sent. */
@Injectable()
export class MessageAssessor {
  constructor(
    @Inject(PROVIDERS) private readonly providers: Providers,
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(AccountCodes) private readonly codes: AccountCodes,
  ) {}

  /**
   * Reads limits, budget and live code, and reserves nothing.
   * @throws {AppError} Frequent when the request would be refused anyway: no image is asked for or spent; NotEnable,
   *   CountryNotEnable
   */
  async assess({ type, use }: IssueInput, request: ResolvedRequest): Promise<Assessment> {
    const { tenant, purpose, recipient } = request;
    const fixedCode = fixedCodeFor(recipient, request);
    const isTest = fixedCode !== undefined;
    this.providers[type].assertEnabled?.({ tenant, recipient, isTest });
    const counted = { ...request, isTest };
    const [account, limits] = await Promise.all([
      this.codes.read({ tenant, use, type, recipient }, request),
      this.limits.assessMessage(counted),
    ]);
    const isBudgetExhausted = account.budgetMs > 0;
    const isStrong = isBudgetExhausted || limits.isUnderAttack;
    const policy = policyOf(type, purpose);
    const due = { format: formatName({ isStrong, policy }), lifetimeMs: policy.lifetime * 1000 };
    const live = account.live && isRepeatable(account.live, due) ? account.live : undefined;
    const isRepeat = live !== undefined && account.gapMs > 0;
    const waitMs = isRepeat ? 0 : Math.max(account.gapMs, limits.waitMs);
    if (waitMs > 0) throw frequent(waitMs);
    const needsImage = isBudgetExhausted || limits.needsImage;
    return { counted, fixedCode, isStrong, live, isRepeat, needsImage, limits };
  }
}
