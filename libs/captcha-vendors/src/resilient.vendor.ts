import {
  Bulkhead,
  CircuitBreaker,
  concurrency,
  timeoutMs,
  TransportError,
  withTimeout,
  type CheckResult,
  type Dsn,
} from '@system-management/messaging/vendor';

import {
  VendorUnavailableError,
  type CaptchaVendor,
  type CaptchaVendorServices,
  type Verdict,
  type VerifyOptions,
  type WrongReason,
} from './captcha-vendor.js';
import type { AcceptedToken, VendorProtocol, VendorReport } from './vendor-protocol.js';

/** Queued calls per slot: a few rounds at a vendor that responds within a second. */
const QUEUED_PER_SLOT = 4;

/** The characters and the length of the vendors' tokens; Turnstile's have up to 2048 characters, others more. */
const TOKEN = /^[\w.~:|+/=-]{1,8192}$/;

/** No vendor has issued this token. */
const INVALID_TOKEN = 'invalid.token.of.a.configuration.check';

/**
 * Isolates one vendor: a deadline per call, a bulkhead (limited concurrency), a circuit breaker, and a close that waits.
 * DSN options: `timeout` (seconds), `concurrency`.
 */
export class ResilientVendor implements CaptchaVendor {
  readonly name: string;
  readonly siteKey: string;
  readonly origin: string;
  readonly isTest: boolean;
  readonly #label: string;
  readonly #protocol: VendorProtocol;
  readonly #timeoutMs: number;
  readonly #bulkhead: Bulkhead;
  readonly #circuitBreaker: CircuitBreaker;
  readonly #inFlight = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(dsn: Dsn, protocol: VendorProtocol, services: CaptchaVendorServices) {
    const slots = concurrency(dsn);
    this.name = dsn.scheme;
    this.siteKey = protocol.siteKey;
    this.origin = protocol.origin;
    this.isTest = protocol.isTest ?? false;
    this.#label = dsn.toString();
    this.#protocol = protocol;
    this.#timeoutMs = timeoutMs(dsn, services);
    this.#bulkhead = new Bulkhead(this.#label, slots, slots * QUEUED_PER_SLOT);
    this.#circuitBreaker = new CircuitBreaker(this.#label);
  }

  async verify(token: string, { ip, action }: VerifyOptions): Promise<Verdict> {
    // Before the circuit breaker: what a client types must not reach the vendor, nor count for or against it.
    const isToken = TOKEN.test(token) && (this.#protocol.isToken?.(token) ?? true);
    if (!isToken) return { result: 'wrong', reason: 'invalid' };
    const report = await this.#run((signal) => this.#isolated(signal, token, ip));
    const reason = report.isAccepted ? this.#objectionTo(report, action) : report.reason;
    return reason === undefined ? { result: 'solved' } : { result: 'wrong', reason };
  }

  actionFor(purpose: string): string {
    return this.#protocol.actionFor?.(purpose) ?? purpose;
  }

  idOf(token: string): string {
    return this.#protocol.idOf?.(token) ?? token;
  }

  /** Bypasses bulkhead and circuit breaker: a check reports the vendor's current state. */
  async check(): Promise<CheckResult> {
    const { checkResult = 'authenticated', invalidToken = INVALID_TOKEN } = this.#protocol;
    const report = await this.#run((signal) => this.#protocol.ask(invalidToken, undefined, signal));
    if (report.isAccepted || this.isTest) {
      throw new VendorUnavailableError(
        `${this.#label} accepts every token: these are the vendor's test keys`,
      );
    }
    if (report.reason !== 'request') return checkResult;
    throw new VendorUnavailableError(`${this.#label} refused the request: ${report.code ?? 'no error code'}`);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#inFlight);
  }

  toString(): string {
    return this.#label;
  }

  #objectionTo(accepted: AcceptedToken, purpose: string): WrongReason | undefined {
    return this.isTest ? undefined : this.#protocol.objectionTo(accepted, this.actionFor(purpose));
  }

  #isolated(signal: AbortSignal, token: string, ip: string | undefined): Promise<VendorReport> {
    this.#circuitBreaker.throwIfOpen();
    // At most half of the time in the queue, so that a started call has time to end.
    return this.#bulkhead.run(this.#timeoutMs / 2, () =>
      this.#circuitBreaker.run(() => this.#protocol.ask(token, ip, signal)),
    );
  }

  async #run(work: (signal: AbortSignal) => Promise<VendorReport>): Promise<VendorReport> {
    if (this.#isClosed) throw new VendorUnavailableError(`${this.#label} is closed`);
    const call = withTimeout(this.#timeoutMs, async (signal) => work(signal));
    this.#inFlight.add(call);
    try {
      return await call;
    } catch (error) {
      throw error instanceof TransportError ? unavailable(error) : error;
    } finally {
      this.#inFlight.delete(call);
    }
  }
}

function unavailable({ message, isOutage, isTimeout }: TransportError): VendorUnavailableError {
  if (!isOutage) return new VendorUnavailableError(message, 'busy');
  return new VendorUnavailableError(message, isTimeout ? 'timeout' : undefined);
}
