import { Inject, Injectable } from '@nestjs/common';
import { AppError, ParameterError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { canonicalCode } from './canonical-code.js';
import { CaptchaErrors } from './captcha.errors.js';
import { asAppError, mayHaveArrived } from './captcha.failures.js';
import { CaptchaLimits } from './captcha.limits.js';
import { type Scope, scopeOf } from './captcha.policy.js';
import { PROVIDERS, type Providers } from './captcha.tokens.js';
import { Challenge } from './challenge.js';
import { isPossibleCode } from './code-forms.js';
import { CodeVault } from './code-vault.js';
import type { Issued, IssueWish, VerifyWish } from './captcha.wishes.js';
import type { Prepared } from './providers/index.js';
import { NO_RECIPIENT, type Recipient } from './recipient.js';
import { type Ticket, TicketSigner } from './ticket.js';

/** The life of a code: issued once, judged a few times, consumed once. */
@Injectable()
export class CaptchaService {
  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(PROVIDERS) private readonly providers: Providers,
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(CodeVault) private readonly vault: CodeVault,
    @Inject(TicketSigner) private readonly tickets: TicketSigner,
  ) {}

  /** Makes room for a code, remembers it, and delivers it. What is not counted and remembered is never sent. */
  async issue(wish: IssueWish, context: RequestContext): Promise<Issued> {
    const { use, type, presentation } = wish;
    const { language, ip } = context;
    const scope = scopeOf(this.tenants, context, use);
    const { tenant, purpose } = scope;
    const recipient = this.providers[type].recipient(wish.account, tenant);
    const isSpent = await this.vault.isSpent(recipient, scope);
    const isStrong = recipient !== NO_RECIPIENT && (isSpent || (await this.limits.isUnderAttack(scope)));
    const challenge = Challenge.issue({
      type,
      use,
      tenant,
      language,
      recipient,
      policy: purpose[type],
      isStrong,
      presentation,
    });
    const claim = { tenant, purpose, recipient, ip };
    const { isPaused, isStepUpDue } = await this.limits.lookAhead(claim);
    const isPassed = !isPaused && (await this.passStepUp(wish, isSpent || isStepUpDue, scope, context));
    const room = await this.limits.reserve(claim);
    try {
      if ((isSpent || room.needsStepUp) && !isPassed) throw await this.stepUp('required', wish, context);
      const prepared = await this.providers[type].prepare(challenge);
      await this.send(challenge, prepared);
      return {
        codeID: challenge.id,
        url: prepared.url,
        expire: challenge.policy.lifetime,
        ...(recipient !== NO_RECIPIENT && { resendAfter: room.resendAfter, sentTo: recipient.masked }),
      };
    } catch (failure) {
      // Else a vendor that hangs would mean unlimited sends.
      if (!mayHaveArrived(failure)) void room.release();
      throw failure;
    }
  }

  /** Judges an answer; the right one is consumed and becomes a ticket. Every wrong one is the same error. */
  async verify(wish: VerifyWish, context: RequestContext): Promise<Ticket> {
    const { use, type, codeID: id } = wish;
    const scope = scopeOf(this.tenants, context, use);
    const recipient = this.providers[type].recipient(wish.account, scope.tenant);
    if (!(await this.isRight(wish, recipient, scope, context))) throw new AppError(CaptchaErrors.Captcha);
    return this.tickets.sign({ tenant: scope.tenant.code, use, type, identity: recipient.identity, id });
  }

  /**
   * @returns whether an image was solved
   * @throws {AppError} NeedImgCaptcha when one is due and did not come, or was wrong
   */
  private async passStepUp(
    wish: IssueWish,
    isDue: boolean,
    scope: Scope,
    context: RequestContext,
  ): Promise<boolean> {
    const { use, stepUp } = wish;
    if (!stepUp && isDue) throw await this.stepUp('required', wish, context);
    if (!stepUp) return false;
    if (await this.isRight({ ...stepUp, use, type: 'image' }, NO_RECIPIENT, scope, context)) return true;
    throw await this.stepUp('wrong', wish, context);
  }

  /** The refusal carries a fresh image, presented as the wish says, so that one more request is enough. */
  private async stepUp(
    reason: 'required' | 'wrong',
    { use, presentation }: IssueWish,
    context: RequestContext,
  ): Promise<AppError> {
    const image: IssueWish = { use, type: 'image', account: '', presentation };
    const { codeID, url, expire } = await this.issue(image, context);
    return new AppError(CaptchaErrors.NeedImgCaptcha, { codeID, url, expire, reason });
  }

  /** Stores before sending, and forgets what surely or possibly did not arrive. */
  private async send(challenge: Challenge, prepared: Prepared): Promise<void> {
    await this.vault.put(challenge);
    try {
      await prepared.deliver();
    } catch (failure) {
      // A record that cannot be dropped dies by itself; what went wrong first is what counts.
      await this.vault.drop(challenge).catch(() => undefined);
      throw asAppError(failure);
    }
  }

  private async isRight(
    { use, type, codeID: id, code: typed }: Omit<VerifyWish, 'account'>,
    recipient: Recipient,
    scope: Scope,
    { ip }: RequestContext,
  ): Promise<boolean> {
    const code = canonicalCode(typed);
    if (!isPossibleCode(code, recipient, scope.purpose[type])) {
      throw new ParameterError([{ field: 'code', rule: 'isCode' }]);
    }
    const room = await this.limits.reserveAnswer({ ...scope, ip });
    const outcome = await this.vault
      .attempt({ use, type, id, code, recipient }, scope)
      .catch((failure: unknown) => {
        void room.release();
        throw failure;
      });
    if (outcome === 'accepted') void room.release();
    else if (outcome === 'bad' || outcome === 'locked')
      setImmediate(() => void this.countWrong(recipient, scope));
    return outcome === 'accepted';
  }

  /**
   * Begun when the answer is written, so that the caller of a judged one does not wait for it. A count that gets lost was
   * lost with the store.
   */
  private async countWrong(recipient: Recipient, scope: Scope): Promise<void> {
    if (recipient !== NO_RECIPIENT) await this.limits.countWrong(scope).catch(() => undefined);
  }
}
