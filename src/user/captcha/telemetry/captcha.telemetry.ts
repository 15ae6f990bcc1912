import { Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
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
import type { IssueResult, Outcome } from '../captcha.types.js';
import { networkOf } from '../limits/client-networks.js';
import { NO_RECIPIENT, type Recipient } from '../challenge/recipient.js';
import { isDeliveryFailure } from '../delivery/delivery-errors.js';

/** Labels of an operation. */
export interface CaptchaOperation {
  readonly event: AuditEvent['event'];
  readonly type: string;
  readonly use: string;
}

/** Recipient and challenge of an operation. */
export interface OperationSubject {
  readonly recipient: Recipient;
  readonly codeID: string;
}

/** An issued code. */
export interface IssueOutcome {
  readonly issued: IssueResult;
  /** Whether it was shown or sent; `false` if it repeats a code that was just sent. */
  readonly isDelivered: boolean;
}

/** Result of an operation: an issued code, or the outcome of a response or a ticket. */
export type OperationResult = IssueOutcome | { readonly outcome: Outcome };

/** One operation in two steps, so that its subject is recorded also if the second step fails. */
export interface ObservedOperation<Subject extends OperationSubject, Result extends OperationResult> {
  readonly operation: CaptchaOperation;
  readonly context: RequestContext;
  /** Finds the subject, or throws. For a ticket it also checks the signature. */
  readonly resolve: () => Subject | Promise<Subject>;
  readonly run: (subject: Subject) => Promise<Result>;
}

const NO_SUBJECT: OperationSubject = { recipient: NO_RECIPIENT, codeID: '' };

type MetricLabels = 'tenant' | 'type' | 'use';

/**
 * Records every operation in metrics, audit, log and traces. Labels are limited to tenants and purposes that exist: a
 * caller cannot create a time series.
 */
@Injectable()
export class CaptchaTelemetry {
  private readonly issued: Counter<MetricLabels>;
  private readonly delivered: Counter<MetricLabels>;
  private readonly failed: Counter<MetricLabels>;
  private readonly repeated: Counter<MetricLabels>;
  private readonly verified: Counter<MetricLabels>;
  private readonly refused: Counter<'tenant' | 'reason'>;
  /** The last failure of each request: a failing step-up image is thrown through two operations and counted once. */
  private readonly failures = new WeakMap<RequestContext, unknown>();

  constructor(
    @Inject(METRICS) metrics: Registry,
    @Inject(AUDIT) private readonly audit: AuditSink,
    @Inject(TRACER) private readonly tracer: Tracer,
    @Inject(AuditIds) private readonly ids: AuditIds,
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const count = (name: string, help: string): Counter<MetricLabels> =>
      new Counter({ name, help, labelNames: ['tenant', 'type', 'use'], registers: [metrics] });
    this.issued = count('captcha_issued_total', 'Codes issued and stored');
    this.delivered = count(
      'captcha_delivered_total',
      'Codes shown in a response, accepted by a transport, or issued to a test recipient',
    );
    this.failed = count('captcha_failed_total', 'Codes whose delivery failed or is uncertain');
    this.repeated = count(
      'captcha_repeated_total',
      'Requests for a code that had just been sent: answered with another codeID, nothing sent',
    );
    this.verified = count('captcha_verified_total', 'Codes verified');
    this.refused = new Counter({
      name: 'captcha_refused_total',
      help: "Requests refused by the error's name, and wrong answers by the store's outcome",
      labelNames: ['tenant', 'reason'],
      registers: [metrics],
    });
  }

  /**
   * Runs an operation and records its result or failure. Failures of the tracer, a metric or the audit sink are logged and
   * do not affect the operation.
   */
  async observe<Subject extends OperationSubject, Result extends OperationResult>({
    operation,
    context,
    resolve,
    run,
  }: ObservedOperation<Subject, Result>): Promise<Result> {
    const { event, type } = operation;
    let subject: OperationSubject = NO_SUBJECT;
    try {
      const result = await this.traced(`captcha ${event}`, { type }, async () => {
        const resolved = await resolve();
        subject = resolved;
        return run(resolved);
      });
      this.record(operation, context, subject, { result });
      return result;
    } catch (failure) {
      this.record(operation, context, subject, { failure });
      this.failures.set(context, failure);
      throw failure;
    }
  }

  /** Runs the work exactly once, even if the tracer fails. */
  private async traced<Result>(
    name: string,
    attributes: SpanAttributes,
    work: () => Promise<Result>,
  ): Promise<Result> {
    let running: Promise<Result> | undefined;
    const once = () => (running ??= work());
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
    { recipient, codeID }: OperationSubject,
    completion: Completion,
  ): void {
    const known = this.tenants.find(context.tenant);
    const tenant = known?.code ?? '';
    const purpose = known?.policy.purposes[use] ? use : '';
    const result = resultOf(event, completion);
    const isCounted = 'failure' in completion && this.failures.get(context) === completion.failure;
    if (recipient !== NO_RECIPIENT) setLoggedRecipient(context, recipient.masked);
    const { requestId } = context;
    if (!isCounted) {
      void this.logFailure(requestId, 'a metric', () =>
        this.count({ tenant, type, use: purpose }, result, completion),
      );
    }
    void this.logFailure(requestId, 'the audit sink', () =>
      this.audit.record({
        at: new Date().toISOString(),
        tenant,
        event,
        type,
        purpose,
        recipient: recipient.masked,
        recipientId: recipient === NO_RECIPIENT ? '' : this.ids.idOf(tenant, recipient.canonical),
        network: networkOf(context.ip),
        result,
        requestId,
        codeID: codeID.slice(0, 6),
      }),
    );
  }

  /** Runs the work and logs its failure. Never rejects, so it need not be awaited. */
  private async logFailure(requestId: string, what: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error, requestId }, `${what} failed`);
    }
  }

  private count(labels: Record<MetricLabels, string>, result: string, completion: Completion): void {
    // A redeemed ticket was counted when its code was verified.
    if (result === SUCCESS.redeem) return;
    if (result === SUCCESS.verify) {
      this.verified.inc(labels);
    } else if (result === REPEATED) {
      this.repeated.inc(labels);
    } else if (result === SUCCESS.issue) {
      this.issued.inc(labels);
      this.delivered.inc(labels);
    } else if ('failure' in completion && isDeliveryFailure(completion.failure)) {
      this.issued.inc(labels);
      this.failed.inc(labels);
    } else {
      this.refused.inc({ tenant: labels.tenant, reason: result });
    }
  }
}

/** How an operation completed: with a result or an error. */
type Completion = { readonly result: OperationResult } | { readonly failure: unknown };

/** A code that was just sent got another `codeID`. */
const REPEATED = 'repeated';
const SUCCESS = { issue: 'issued', verify: 'verified', redeem: 'redeemed' } as const;

/** `issued`, `repeated`, `verified` or `redeemed`; otherwise the outcome, or the error's name. */
function resultOf(event: CaptchaOperation['event'], completion: Completion): string {
  if ('failure' in completion) {
    return completion.failure instanceof AppError
      ? completion.failure.definition.name
      : CommonErrors.System.name;
  }
  const { result } = completion;
  if ('issued' in result) return result.isDelivered ? SUCCESS.issue : REPEATED;
  return result.outcome === 'accepted' ? SUCCESS[event] : result.outcome;
}
