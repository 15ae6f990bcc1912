import { Inject, Injectable } from '@nestjs/common';
import type { AttemptOutcome, ProofOutcome } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import { TransportError } from '@system-management/messaging';
import type { RequestContext } from '@system-management/request-context';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import { AUDIT, type AuditEvent, type AuditSink } from '../../../operations/logging/audit.js';
import { LOGGER } from '../../../operations/logging/logger.js';
import { METRICS } from '../../../operations/metrics/metrics.js';
import { setLoggedRecipient } from '../../../operations/logging/request-log.js';
import { type SpanAttributes, TRACER, type Tracer } from '../../../operations/tracing/tracer.js';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { AuditIds } from '../keys/audit-ids.js';
import { CaptchaErrors } from '../captcha.errors.js';
import { coarseNetwork } from '../limits/client-network.js';
import { NO_RECIPIENT, type Recipient } from '../challenge/recipient.js';

/** What is being done, and what for. */
export interface CaptchaOperation {
  readonly event: AuditEvent['event'];
  readonly type: string;
  readonly use: string;
}

/** What has become known of it; the service fills it in on its way. */
export interface OperationResult {
  recipient: Recipient;
  /** Of the challenge that was made or answered. */
  codeID: string;
  /** How an answer or a ticket was judged. Only metrics and the audit may tell the wrong ones apart. */
  outcome?: Outcome;
}

/** The store's word; `invalid` for a ticket that never reaches it: not ours, not for this, or expired. */
type Outcome = AttemptOutcome | ProofOutcome | 'invalid';

type Subject = 'tenant' | 'type' | 'use';

/**
 * Tells metrics, audit, log and traces what became of each code, so that the service tells its story only. Whatever is
 * told of tenants and purposes is of those that exist: callers cannot invent a time series.
 */
@Injectable()
export class CaptchaTelemetry {
  private readonly issued: Counter<Subject>;
  private readonly delivered: Counter<Subject>;
  private readonly failed: Counter<Subject>;
  private readonly verified: Counter<Subject>;
  private readonly refused: Counter<'tenant' | 'reason'>;
  /** What a request last failed with: its step-up fails inside it, and is then one refusal in two undertakings. */
  private readonly failures = new WeakMap<RequestContext, unknown>();

  constructor(
    @Inject(METRICS) metrics: Registry,
    @Inject(AUDIT) private readonly audit: AuditSink,
    @Inject(TRACER) private readonly tracer: Tracer,
    @Inject(AuditIds) private readonly ids: AuditIds,
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const count = (name: string, help: string): Counter<Subject> =>
      new Counter({ name, help, labelNames: ['tenant', 'type', 'use'], registers: [metrics] });
    this.issued = count('captcha_issued_total', 'Codes made and remembered');
    this.delivered = count(
      'captcha_delivered_total',
      'Codes shown, taken by a transport, or kept for a test recipient',
    );
    this.failed = count('captcha_failed_total', 'Codes that no transport took, or perhaps took');
    this.verified = count('captcha_verified_total', 'Right answers');
    this.refused = new Counter({
      name: 'captcha_refused_total',
      help: "Requests refused, by the error's name, and wrong answers by how the store judged them",
      labelNames: ['tenant', 'reason'],
      registers: [metrics],
    });
  }

  /**
   * Does the work, and tells how it ended. A tracer, metric or audit sink that fails is logged and changes nothing: a
   * consumed code stays a success.
   */
  async observe<Result>(
    undertaking: CaptchaOperation,
    context: RequestContext,
    work: (course: OperationResult) => Promise<Result>,
  ): Promise<Result> {
    const { event, type } = undertaking;
    const course: OperationResult = { recipient: NO_RECIPIENT, codeID: '' };
    try {
      const result = await this.traced(`captcha ${event}`, { type }, () => work(course));
      this.record(undertaking, context, course, undefined);
      return result;
    } catch (failure) {
      this.record(undertaking, context, course, failure);
      this.failures.set(context, failure);
      throw failure;
    }
  }

  /** Runs the work once, whatever the tracer does. */
  private async traced<Result>(
    name: string,
    attributes: SpanAttributes,
    work: () => Promise<Result>,
  ): Promise<Result> {
    let running: Promise<Result> | undefined;
    // Async, so that work which throws at once is a rejection like any other, and is not begun again.
    const once = () => (running ??= (async () => work())());
    try {
      await this.tracer.span(name, attributes, once);
    } catch (failure) {
      const own = await running?.catch((thrown: unknown) => thrown);
      if (failure !== own) this.logger.error({ err: failure }, 'the tracer failed');
    }
    return once();
  }

  private record(
    { event, type, use }: CaptchaOperation,
    context: RequestContext,
    { recipient, codeID, outcome }: OperationResult,
    failure: unknown,
  ): void {
    const known = this.tenants.find(context.tenant);
    const tenant = known?.code ?? '';
    const purpose = known?.policy.purposes[use] ? use : '';
    const isWrong = event === 'verify' && outcome !== 'accepted';
    const result = failure === undefined && !isWrong ? SUCCESS[event] : reasonOf(failure, outcome);
    const isCounted = failure !== undefined && this.failures.get(context) === failure;
    if (recipient !== NO_RECIPIENT) setLoggedRecipient(context, recipient.masked);
    const { requestId } = context;
    if (!isCounted) {
      void this.guarded(requestId, 'a metric', () =>
        this.count({ tenant, type, use: purpose }, result, failure),
      );
    }
    void this.guarded(requestId, 'the audit sink', () =>
      this.audit.record({
        at: new Date().toISOString(),
        tenant,
        event,
        type,
        purpose,
        recipient: recipient.masked,
        recipientId: recipient === NO_RECIPIENT ? '' : this.ids.idOf(tenant, recipient.canonical),
        network: coarseNetwork(context.ip),
        result,
        requestId,
        codeID: codeID.slice(0, 6),
      }),
    );
  }

  /** Begins at once, is not waited for, and never rejects. */
  private async guarded(requestId: string, what: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (problem) {
      this.logger.error({ err: problem, requestId }, `${what} failed`);
    }
  }

  private count(subject: Record<Subject, string>, result: string, failure: unknown): void {
    // A ticket that is brought back was counted when it was made.
    if (result === SUCCESS.redeem) return;
    if (result === SUCCESS.verify) {
      this.verified.inc(subject);
    } else if (result === SUCCESS.issue) {
      this.issued.inc(subject);
      this.delivered.inc(subject);
    } else if (failure instanceof AppError && failure.cause instanceof TransportError) {
      this.issued.inc(subject);
      this.failed.inc(subject);
    } else {
      this.refused.inc({ tenant: subject.tenant, reason: result });
    }
  }
}

const SUCCESS = { issue: 'issued', verify: 'verified', redeem: 'redeemed' } as const;

/** The error's name in the contract, but how the store judged where the contract tells callers one thing for all. */
function reasonOf(failure: unknown, outcome: Outcome | undefined): string {
  if (
    failure === undefined ||
    (failure instanceof AppError && failure.definition === CaptchaErrors.Captcha)
  ) {
    return outcome ?? CaptchaErrors.Captcha.name;
  }
  return failure instanceof AppError ? failure.definition.name : CommonErrors.System.name;
}
