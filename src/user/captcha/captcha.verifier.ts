import { Inject, Injectable } from '@nestjs/common';
import type { Deadline } from '@system-management/challenge-store';
import { ParameterError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { CaptchaResolver, type ResolvedRequest } from './captcha.resolver.js';
import type { Outcome, RedeemInput, VerifyInput } from './captcha.types.js';
import { ChallengeRepository, type SubmittedCode } from './challenge/challenge.repository.js';
import { CodeReader } from './challenge/code-reader.js';
import { NO_RECIPIENT } from './challenge/recipient.js';
import { policyOf } from './delivery/providers/index.js';
import { AnswerLimiter, isWrong } from './limits/answer-limiter.js';
import { CaptchaLimits } from './limits/captcha.limits.js';
import { CaptchaTelemetry } from './telemetry/captcha.telemetry.js';
import { type Proof, TicketSigner } from './tickets/ticket.signer.js';

/** A checked response or ticket. */
export interface CheckedResponse {
  readonly outcome: Outcome;
  /** The proof, valid if the outcome is `accepted`. */
  readonly proof: Proof | undefined;
}

/** Checks responses and tickets, and counts the wrong ones. */
@Injectable()
export class CaptchaVerifier {
  constructor(
    @Inject(CaptchaResolver) private readonly resolver: CaptchaResolver,
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(AnswerLimiter) private readonly limiter: AnswerLimiter,
    @Inject(CodeReader) private readonly codes: CodeReader,
    @Inject(ChallengeRepository) private readonly challenges: ChallengeRepository,
    @Inject(TicketSigner) private readonly tickets: TicketSigner,
    @Inject(CaptchaTelemetry) private readonly telemetry: CaptchaTelemetry,
  ) {}

  /**
   * Checks a response and consumes the challenge when it is right.
   * @throws {AppError} Frequent for a wrong response, when the address has given too many
   * @throws {ParameterError} when the account or the code is malformed, or the tenant has no such purpose
   */
  check(input: VerifyInput, context: RequestContext, deadline?: Deadline): Promise<CheckedResponse> {
    const { use, type, codeID: id } = input;
    return this.telemetry.observe({
      operation: { event: 'verify', type, use },
      context,
      resolve: () => this.resolver.resolve(input, context, deadline),
      run: async (request) => {
        const { tenant, purpose, recipient } = request;
        // Reads within the limiter's interval: a forged solution of a proof of work takes another time than a used one.
        const outcome = await this.limiter.run(request, async () => {
          const code = await this.codes.read(input.code, recipient, policyOf(type, purpose));
          if (code === undefined) throw new ParameterError([{ field: 'code', rule: 'isCode' }]);
          return this.attempt({ use, type: input.boundTo ?? type, id, code, recipient }, request);
        });
        return { outcome, proof: { tenant: tenant.code, use, type, recipient: recipient.canonical, id } };
      },
    });
  }

  /**
   * Checks a ticket and consumes it.
   * @throws {AppError} Frequent for a refused ticket, when the address has given too many wrong answers
   */
  checkTicket({ use, types, ticket }: RedeemInput, context: RequestContext): Promise<CheckedResponse> {
    return this.telemetry.observe({
      operation: { event: 'redeem', type: 'ticket', use },
      context,
      resolve: async () => {
        const request = this.resolver.resolvePurpose(use, context);
        const signed = await this.tickets.read(ticket, request.tenant.code);
        return { ...request, ...this.resolver.subjectOf(signed?.proof, request), signed };
      },
      run: async ({ signed, ...request }) => {
        const isExpected = signed?.proof.use === use && types.some((type) => type === signed.proof.type);
        const outcome = await this.limiter.run({ ...request, recipient: NO_RECIPIENT }, async () =>
          isExpected ? this.challenges.consume(signed, request) : 'invalid',
        );
        return { outcome, proof: signed?.proof };
      },
    });
  }

  private async attempt(submitted: SubmittedCode, request: ResolvedRequest): Promise<Outcome> {
    const outcome = await this.challenges.attempt(submitted, request);
    if (isWrong(outcome) && submitted.recipient !== NO_RECIPIENT) {
      void this.limits.recordWrongCode(request).catch(() => undefined);
    }
    return outcome;
  }
}
