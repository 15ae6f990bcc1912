import { Inject, Injectable } from '@nestjs/common';
import { Deadline } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import type { PurposePolicy, Tenant } from '../../../tenants/tenant.js';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { CaptchaResolver } from '../captcha.resolver.js';
import type { Outcome } from '../captcha.types.js';
import { ChallengeRepository } from '../challenge/challenge.repository.js';
import { NO_RECIPIENT } from '../challenge/recipient.js';
import { AnswerLimiter } from '../limits/answer-limiter.js';
import { CaptchaTelemetry } from '../telemetry/captcha.telemetry.js';
import { type SignedProof, TicketSigner } from '../tickets/ticket.signer.js';
import { readSiteverify, type SiteverifyInput } from './read-siteverify.js';
import type { SiteverifyErrorCode, SiteverifyResponse } from './siteverify.response.js';
import { tenantBySecret } from './tenant-by-secret.js';

/** A ticket as {@link TicketSigner.check} reads it. */
type CheckedTicket = SignedProof | 'expired' | undefined;

/**
 * Redeems tickets in the protocol of captcha vendors, for backends whose plug-ins speak it: hCaptcha
 * (https://docs.hcaptcha.com/#verify-the-user-response-server-side), Turnstile
 * (https://developers.cloudflare.com/turnstile/get-started/server-side-validation/) and reCAPTCHA
 * (https://developers.google.com/recaptcha/docs/verify).
 */
@Injectable()
export class SiteverifyService {
  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(CaptchaResolver) private readonly resolver: CaptchaResolver,
    @Inject(AnswerLimiter) private readonly limiter: AnswerLimiter,
    @Inject(ChallengeRepository) private readonly challenges: ChallengeRepository,
    @Inject(TicketSigner) private readonly tickets: TicketSigner,
    @Inject(CaptchaTelemetry) private readonly telemetry: CaptchaTelemetry,
  ) {}

  /**
   * Answers a request. A ticket of any purpose and type is valid: the caller compares `action`. A wrong secret or ticket
   * counts as a wrong answer of the caller's address; a right ticket is never refused.
   * @param body parsed JSON or form
   * @throws {AppError} Server when the store is unavailable
   */
  async answer(body: unknown, context: RequestContext): Promise<SiteverifyResponse> {
    const input = readSiteverify(body);
    if ('errors' in input) return refusal(...input.errors);
    try {
      return await this.redeem(input, context);
    } catch (error) {
      // Plug-ins take another status for a failure of the endpoint, and may then let the request pass.
      if (error instanceof AppError && error.definition === CommonErrors.Frequent)
        return refusal('rate-limited');
      throw error;
    }
  }

  private async redeem(
    { secret, response }: SiteverifyInput,
    context: RequestContext,
  ): Promise<SiteverifyResponse> {
    const tenant = tenantBySecret(this.tenants.all(), secret);
    const ticket = tenant && (await this.tickets.check(response, tenant.code));
    const signed = typeof ticket === 'object' ? ticket : undefined;
    const { outcome } = await this.telemetry.observe({
      operation: { event: 'redeem', type: 'ticket', use: signed?.proof.use ?? '' },
      // The secret names the tenant, not the header.
      context: { ...context, tenant: tenant?.code ?? '' },
      resolve: () => this.requestOf(tenant, signed, context),
      run: async (request) => {
        const outcome = await this.limiter.run({ ...request, recipient: NO_RECIPIENT }, async () =>
          signed ? this.challenges.consume(signed, request) : 'invalid',
        );
        return { outcome };
      },
    });
    if (!tenant) return refusal('invalid-input-secret');
    return signed && outcome === 'accepted' ? success(signed) : refusal(errorOf(ticket, outcome));
  }

  /** The limits of wrong secrets are those of the tenant `default`, which always exists. */
  private requestOf(given: Tenant | undefined, signed: SignedProof | undefined, { ip }: RequestContext) {
    const tenant = given ?? this.tenants.find('default')!;
    const policy = { tenant, purpose: purposeOf(tenant, signed), deadline: new Deadline() };
    return { ...policy, ...this.resolver.subjectOf(signed?.proof, policy), ip };
  }
}

/** The policy of the ticket's purpose; without a ticket, or if the tenant no longer has the purpose, that of the tenant. */
function purposeOf({ policy }: Tenant, signed: SignedProof | undefined): PurposePolicy {
  return policy.purposes[signed?.proof.use ?? ''] ?? { ...policy, requiresLogin: false };
}

function success({ proof, madeAt }: SignedProof): SiteverifyResponse {
  // `madeAt` is the end of the second in which the ticket was signed.
  const seconds = Math.floor(madeAt / 1000);
  return {
    success: true,
    challenge_ts: new Date(seconds * 1000).toISOString(),
    action: proof.use,
    'error-codes': [],
  };
}

function errorOf(ticket: CheckedTicket, outcome: Outcome): SiteverifyErrorCode {
  return ticket === 'expired' || outcome !== 'invalid' ? 'timeout-or-duplicate' : 'invalid-input-response';
}

function refusal(...errorCodes: readonly SiteverifyErrorCode[]): SiteverifyResponse {
  return { success: false, 'error-codes': errorCodes };
}
