import type { Dsn } from '@system-management/messaging/vendor';

import type { CaptchaVendorServices, CheckResult, WrongReason } from './captcha-vendor.js';

/** What a vendor says about a token. */
export type VendorReport =
  | {
      readonly isAccepted: false;
      readonly reason: 'invalid' | 'duplicate' | 'request';
      /** The vendor's error code, if it is one word. */
      readonly code: string | undefined;
    }
  | ({ readonly isAccepted: true } & AcceptedToken);

/** What a vendor reports of a token that it accepts. Absent: not reported. */
export interface AcceptedToken {
  /** When it was solved, in milliseconds since 1970. */
  readonly solvedAt: number;
  readonly hostname?: string | undefined;
  readonly action?: string | undefined;
  /** In the vendor's own scale. */
  readonly score?: number | undefined;
}

/** What a vendor implements. What is common to all vendors is in `ResilientVendor`. */
export interface VendorProtocol {
  readonly siteKey: string;
  /** `https://host` */
  readonly origin: string;
  /** @default false */
  readonly isTest?: boolean;
  /** @default `authenticated` */
  readonly checkResult?: CheckResult;
  /** A token in the vendor's format that it certainly does not accept. @default `INVALID_TOKEN` */
  readonly invalidToken?: string;
  /** Writes a purpose as an action. @default the purpose */
  actionFor?(purpose: string): string;
  /** Names a token that can be spelt in several ways. @default the token */
  idOf?(token: string): string;
  /** Whether it is in the vendor's format. Other tokens are `invalid` without a call. @default always */
  isToken?(token: string): boolean;
  /**
   * Asks the vendor about a token. Must stop when the signal aborts.
   * @throws {VendorUnavailableError} without a verdict
   */
  ask(token: string, ip: string | undefined, signal: AbortSignal): Promise<VendorReport>;
  /** Why an accepted token does not count; undefined when it counts. @param action by `actionFor` */
  objectionTo(token: AcceptedToken, action: string): WrongReason | undefined;
}

/** The static members of a class in `vendors/index.ts`. A new vendor is one file with such a class. */
export interface VendorClass {
  /** Scheme of its DSNs, without the colon. */
  readonly scheme: string;
  /** A complete DSN with made-up credentials, for the README and the tests. */
  readonly exampleDsn: string;
  /** The vendor's page about the verification of tokens. */
  readonly documentation: string;
  /**
   * Called by `createCaptchaVendor` only. Opens no connection, and reads every supported option on every call: unread
   * options are reported as unknown.
   * @throws {DsnError} naming the missing or invalid part
   */
  fromDsn(dsn: Dsn, services: CaptchaVendorServices): VendorProtocol;
}
