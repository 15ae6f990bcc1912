import type { Logger } from 'pino';

/**
 * One audit event about a code. It never contains a code, a token, a body, a whole recipient, a whole address or a
 * whole codeID.
 */
export interface AuditEvent {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Empty when the tenant does not exist. */
  readonly tenant: string;
  readonly event: 'issue' | 'verify' | 'redeem';
  /** The captcha type; `ticket` when the client presented a ticket instead of a code. */
  readonly type: string;
  /** Empty when the tenant has no such purpose. */
  readonly purpose: string;
  /** Masked, as in the response; empty for images. */
  readonly recipient: string;
  /**
   * Keyed hash of tenant and recipient: finds the events of one recipient without storing the address. It is
   * pseudonymous, so it is still personal data. Empty for images; changes with the current key.
   */
  readonly recipientId: string;
  /** The client's network: an IPv4 /24 or an IPv6 /48. */
  readonly network: string;
  /** `issued`, `verified`, `redeemed`, or the reason for the refusal as in the metric `captcha_refused_total`. */
  readonly result: string;
  readonly requestId: string;
  /** The first six characters; empty when no codeID was issued or given. */
  readonly codeID: string;
}

/**
 * Destination of audit events. To use another one (a table, a queue, a SIEM), implement this interface and provide it
 * in `telemetry.module.ts`:
 *
 * ```ts
 * export class TableAudit implements AuditSink {
 *   record(event: AuditEvent): void {
 *     this.rows.push(event); // flushed in batches
 *   }
 * }
 * ```
 */
export interface AuditSink {
  /** Called once per event; the response does not wait for it. Exceptions and rejections are logged. */
  record(event: AuditEvent): void | Promise<void>;
}

/** Injection token of the {@link AuditSink}. */
export const AUDIT = Symbol('AuditSink');

/** Writes audit events to the log at level `info`, regardless of `LOG_LEVEL`; only `silent` suppresses them. */
export class LogAudit implements AuditSink {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger.child({}, { level: logger.level === 'silent' ? 'silent' : 'info' });
  }

  record(event: AuditEvent): void {
    this.logger.info(event, 'audit');
  }
}
