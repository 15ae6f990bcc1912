import { Inject, Injectable } from '@nestjs/common';
import type { Deadline } from '@system-management/challenge-store';
import type { RequestContext } from '@system-management/request-context';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import type { VerifyInput } from './captcha.types.js';
import { type PolicyContext, resolvePolicy } from './challenge/policy-context.js';
import { NO_RECIPIENT } from './challenge/recipient.js';
import { PROVIDERS, type Providers } from './delivery/provider-map.js';
import { CAPTCHA_TYPES } from './delivery/providers/index.js';
import type { OperationSubject } from './telemetry/captcha.telemetry.js';
import { withSharedBudget } from './test-recipients/test-recipients.js';
import type { Proof } from './tickets/ticket.signer.js';

/** A request with its policy and its parsed recipient. */
export interface ResolvedRequest extends PolicyContext, OperationSubject {
  readonly ip: string;
}

/** Finds the policy and parses the recipient of a request. */
@Injectable()
export class CaptchaResolver {
  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(PROVIDERS) private readonly providers: Providers,
  ) {}

  /** @throws {ParameterError | AppError} when the tenant has no such purpose, or the account is not one of this type */
  resolve(
    { use, type, account, codeID }: Omit<VerifyInput, 'code'>,
    context: RequestContext,
    deadline?: Deadline,
  ): ResolvedRequest {
    const policy = resolvePolicy(this.tenants, context, use, deadline);
    const parsed = this.providers[type].parseRecipient(account, policy.tenant);
    const recipient = parsed === NO_RECIPIENT ? parsed : withSharedBudget(parsed, policy.tenant);
    return { ...policy, recipient, codeID, ip: context.ip };
  }

  /** A request without an account, such as one with a ticket. */
  resolvePurpose(use: string, context: RequestContext): ResolvedRequest {
    const policy = resolvePolicy(this.tenants, context, use);
    return { ...policy, recipient: NO_RECIPIENT, codeID: '', ip: context.ip };
  }

  /** The subject of a ticket, for telemetry. Parsing a canonical recipient returns the same recipient. */
  subjectOf(proof: Proof | undefined, { tenant }: PolicyContext): OperationSubject {
    const type = CAPTCHA_TYPES.find((one) => one === proof?.type);
    const recipient =
      proof && type ? this.providers[type].parseRecipient(proof.recipient, tenant) : NO_RECIPIENT;
    return { recipient, codeID: proof?.id ?? '' };
  }
}
