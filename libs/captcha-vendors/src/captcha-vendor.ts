import type { CheckResult } from '@system-management/messaging/vendor';

export type { CheckResult };

/** A vendor whose widget people solve. Created from a DSN by `createCaptchaVendor`. */
export interface CaptchaVendor {
  /** Scheme of the DSN, `turnstile` for example. Tells a client which widget to show. */
  readonly name: string;
  /** Public key of the vendor's widget. */
  readonly siteKey: string;
  /** Where its API is, `https://host`: the address that a firewall must let through. */
  readonly origin: string;
  /**
   * Whether the secret is the one that the vendor publishes for tests. It accepts a published token again and again, and
   * reports made-up facts: its verdicts are not checked against the options of the DSN.
   */
  readonly isTest: boolean;
  /** The action that a widget must be rendered with for a purpose: the purpose, in the characters that the vendor takes. */
  actionFor(purpose: string): string;
  /** Names a token, the same for all its spellings: what a vendor accepts twice by mistake is recognized by it. */
  idOf(token: string): string;
  /**
   * Asks the vendor about a token, which uses it up: a vendor accepts a token once.
   * @throws {VendorUnavailableError} when the vendor cannot be asked, or refuses the credentials of the DSN
   */
  verify(token: string, options: VerifyOptions): Promise<Verdict>;
  /**
   * Asks about a token that is certainly invalid.
   * @returns `authenticated` when the answer proves that the secret is right, else `reached`
   * @throws {VendorUnavailableError} when verifications would fail as well, and when the vendor accepts every token or a
   *   published one, as it does with its test keys
   */
  check(): Promise<CheckResult>;
  /** Rejects new calls and waits for those in flight. Idempotent. */
  close(): Promise<void>;
  /** The DSN without its secrets, for logs and metric labels. */
  toString(): string;
}

export interface VerifyOptions {
  /** Address of the client, for vendors that take one. @default not sent */
  readonly ip?: string | undefined;
  /** Purpose of the captcha: the token must be for its {@link CaptchaVendor.actionFor} where the vendor reports an action. */
  readonly action: string;
}

/**
 * Why a token does not count:
 * - `invalid`: it is no token of this vendor.
 * - `duplicate`: it was used before, or has expired. Vendors do not tell the two apart.
 * - `request`: the vendor refused the request for a reason that a token may cause, or that is not documented.
 * - `hostname`, `action`, `score`, `age`: it was solved elsewhere, for another purpose, by a likely bot, or long ago.
 */
export type WrongReason = 'invalid' | 'duplicate' | 'request' | 'hostname' | 'action' | 'score' | 'age';

export type Verdict =
  { readonly result: 'solved' } | { readonly result: 'wrong'; readonly reason: WrongReason };

/**
 * The vendor gave no verdict: a network failure, HTTP 429 or 5xx, an unreadable response, the deadline, an open circuit,
 * too many concurrent calls, or credentials that it refuses. The token may be used up. The message contains the vendor's
 * name and its status or error code, never a secret or the token.
 */
export class VendorUnavailableError extends Error {
  override readonly name = 'VendorUnavailableError';

  /** Whether the deadline passed. */
  readonly isTimeout: boolean;
  /** Whether the vendor refused the credentials of the DSN: an operator must correct them. */
  readonly isSecretRefused: boolean;
  /** Whether this process had too many calls in flight, which says nothing about the vendor: any client may cause it. */
  readonly isBusy: boolean;

  /** @param cause at most one of them. @default none */
  constructor(message: string, cause?: 'timeout' | 'secret' | 'busy') {
    super(message);
    this.isTimeout = cause === 'timeout';
    this.isSecretRefused = cause === 'secret';
    this.isBusy = cause === 'busy';
  }
}

/** Dependencies injected into vendors. */
export interface CaptchaVendorServices {
  /** Deadline of one call, in milliseconds; the DSN option `timeout` overrides it. @default 5000 */
  readonly timeoutMs?: number | undefined;
  /** Clock, in milliseconds since 1970, for the age of tokens. @default Date.now */
  readonly now?: (() => number) | undefined;
}
