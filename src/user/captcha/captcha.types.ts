import type { AttemptOutcome, ProofOutcome } from '@system-management/challenge-store';
import type { VendorWidget } from '../../vendors/measured.vendor.js';
import type { PresentationName } from './challenge/presentations/index.js';
import type { PresentedCode } from './challenge/presentations/presentation.js';
import type { CaptchaType } from './delivery/providers/index.js';

/** A person's response to a challenge: the challenge's id and the code as typed. */
export interface ChallengeResponse {
  readonly codeID: string;
  readonly code: string;
}

/** An image that is solved instead of a vendor's widget is valid for nothing else. */
interface BoundImage {
  /** What the image is valid for. @default its type */
  readonly boundTo?: 'step-up' | undefined;
}

/** Input of {@link CaptchaService.issue}, without wire names and legacy types. */
export interface IssueInput extends BoundImage {
  readonly use: string;
  readonly type: CaptchaType;
  /** Empty if the type requires none. */
  readonly account: string;
  /** The response to an image captcha of the same purpose, if there is one. */
  readonly stepUp?: ChallengeResponse;
  /** Presentation of the requested image (default: `image`), or of the step-up (default: the tenant's). */
  readonly presentation?: PresentationName | undefined;
}

/** Input of {@link CaptchaService.verify}: a response, and what it must be valid for. */
export interface VerifyInput extends ChallengeResponse, BoundImage {
  readonly use: string;
  readonly type: CaptchaType;
  /** Empty if the type requires none. */
  readonly account: string;
}

/** Input of {@link CaptchaService.redeem}: a ticket in place of a code, and what it must be valid for. */
export interface RedeemInput {
  readonly use: string;
  readonly types: readonly CaptchaType[];
  readonly ticket: string;
}

/** Result of {@link CaptchaService.issue}: `data` of the issue endpoint. */
export interface IssueResult {
  readonly codeID: string;
  /** A picture or a sound as a data URI; empty for codes that are sent, and for a proof of work or a vendor's widget. */
  readonly url: string;
  /** The proof of work in place of a picture, as ALTCHA's clients take it. */
  readonly challenge?: PresentedCode['challenge'];
  /** The vendor's widget in place of a picture. */
  readonly vendor?: VendorWidget;
  /** Lifetime of the code in seconds. */
  readonly expire: number;
  /** Seconds until a message is sent to the same account again. Absent for images. */
  readonly resendAfter?: number;
  /** Characters of the code that is typed. 0: nothing is typed. */
  readonly codeLength: number;
  readonly codeAlphabet: 'digits' | 'letters';
  /** The masked recipient. Absent for images. */
  readonly sentTo?: string;
}

/**
 * Outcome of a response, a ticket or a vendor's token: the store's; `invalid` for a ticket or a token that is forged,
 * expired, or for another purpose or type; `unavailable` for a token whose vendor cannot be asked. Callers get one error
 * for all but `accepted` and `unavailable`; only metrics and the audit distinguish them.
 */
export type Outcome = AttemptOutcome | ProofOutcome | 'invalid' | 'unavailable';
