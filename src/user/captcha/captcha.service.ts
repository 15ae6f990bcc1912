import { Inject, Injectable } from '@nestjs/common';
import { Deadline } from '@system-management/challenge-store';
import { AppError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { CaptchaErrors } from './captcha.errors.js';
import type { IssueInput, IssueResult, RedeemInput, VerifyInput } from './captcha.types.js';
import { type CheckedResponse, CaptchaVerifier } from './captcha.verifier.js';
import { requiresAccount } from './delivery/providers/index.js';
import { ImageIssuer } from './issuing/image.issuer.js';
import { MessageIssuer } from './issuing/message.issuer.js';
import { type Proof, type Ticket, TicketSigner } from './tickets/ticket.signer.js';

/** Issues codes, verifies responses and redeems tickets: the entrance for controllers, guards and other modules. */
@Injectable()
export class CaptchaService {
  constructor(
    @Inject(ImageIssuer) private readonly images: ImageIssuer,
    @Inject(MessageIssuer) private readonly messages: MessageIssuer,
    @Inject(CaptchaVerifier) private readonly verifier: CaptchaVerifier,
    @Inject(TicketSigner) private readonly tickets: TicketSigner,
  ) {}

  /**
   * Issues a code: an image, or a message. While an account's code is live, asking again repeats it under a new `codeID`;
   * within the gap nothing is sent again.
   *
   * @throws {ParameterError} when the account is malformed or the tenant has no such purpose
   * @throws {AppError} NotLogin, NotEnable, CountryNotEnable, Frequent, NeedImgCaptcha, Delivery, Timeout and Server like
   *   the endpoint
   */
  issue(input: IssueInput, context: RequestContext): Promise<IssueResult> {
    const issuer = requiresAccount(input.type) ? this.messages : this.images;
    return issuer.issue(input, context, new Deadline());
  }

  /**
   * Verifies a response and consumes the challenge when it is right, for callers in this process. Pass the context of the
   * request (`@Ctx()`): limits and budgets count for its tenant, user and address. To protect a route use
   * `@RequireCaptcha`, which calls this method.
   *
   * ```ts
   * const { recipient } = await captchas.verify({ use: 'login', type: 'email', account, codeID, code }, context);
   * ```
   * @throws {AppError} Captcha for every wrong response alike; Frequent, NotLogin and Server like the endpoint
   * @throws {ParameterError} when the account or the code is malformed, or the tenant has no such purpose
   */
  async verify(input: VerifyInput, context: RequestContext): Promise<Proof> {
    return proofOf(await this.verifier.check(input, context));
  }

  /** Calls {@link verify} and signs the proof as a ticket, which other backends can check offline. */
  async verifyAndSign(input: VerifyInput, context: RequestContext): Promise<Ticket> {
    return this.tickets.sign(await this.verify(input, context));
  }

  /**
   * Redeems a ticket once, instead of a response. A refused ticket counts as a wrong answer of the address.
   * @throws {AppError} Captcha for a ticket that is forged, expired, used, or for another purpose or type; Frequent and
   *   Server like the endpoint
   */
  async redeem(input: RedeemInput, context: RequestContext): Promise<Proof> {
    return proofOf(await this.verifier.checkTicket(input, context));
  }
}

/** @throws {AppError} Captcha for every response or ticket that was not accepted */
function proofOf({ outcome, proof }: CheckedResponse): Proof {
  if (outcome !== 'accepted' || !proof) throw new AppError(CaptchaErrors.Captcha);
  return proof;
}
