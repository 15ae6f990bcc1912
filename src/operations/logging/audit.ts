import type { Logger } from 'pino';

/**
 * One thing that happened to a code, for those who answer for it later. This is all there is: an event never carries
 * a code, a token, a body, a whole recipient, a whole address or a whole codeID.
 */
export interface AuditEvent {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Empty when there is no such tenant. */
  readonly tenant: string;
  readonly event: 'issue' | 'verify' | 'redeem';
  /** The captcha type; `ticket` where one was brought back in place of an answer. */
  readonly type: string;
  /** Empty when the tenant has no such purpose. */
  readonly purpose: string;
  /** Masked, as the caller was shown it; empty for images. */
  readonly recipient: string;
  /**
   * A keyed hash of tenant and recipient, so that the events of one person can be found without their address being
   * there: pseudonymous, and so still personal data. Empty for images; another one after the current key was changed.
   */
  readonly recipientId: string;
  /** The client's network: an IPv4 /24 or an IPv6 /48. */
  readonly network: string;
  /** `issued`, `verified`, `redeemed`, or the reason of the refusal as in the metric `captcha_refused_total`. */
  readonly result: string;
  readonly requestId: string;
  /** The first six characters; empty when none was made or named. */
  readonly codeID: string;
}

/**
 * Where audit events go. Another place (a table, a queue, a SIEM) is one class and one line in `telemetry.module.ts`:
 *
 * ```ts
 * export class TableAudit implements AuditSink {
 *   record(event: AuditEvent): void {
 *     this.rows.push(event); // written elsewhere, in batches
 *   }
 * }
 * ```
 */
export interface AuditSink {
  /** Called once per event, on the way of an answer that does not wait for it. What it throws or rejects is logged. */
  record(event: AuditEvent): void | Promise<void>;
}

/** Injection token of the {@link AuditSink}. */
export const AUDIT = Symbol('AuditSink');

/** Audit events as lines of the log, at level `info` whatever the log's own level is; only `silent` silences them. */
export class LogAudit implements AuditSink {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger.child({}, { level: logger.level === 'silent' ? 'silent' : 'info' });
  }

  record(event: AuditEvent): void {
    this.logger.info(event, 'audit');
  }
}
