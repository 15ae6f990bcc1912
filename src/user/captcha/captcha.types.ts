import type { PresentationName } from './challenge/presentations/index.js';
import type { CaptchaType } from './delivery/providers/index.js';

/** What a caller types back: the id of a challenge and the code as typed. */
export interface ChallengeResponse {
  readonly codeID: string;
  readonly code: string;
}

/** A wish for a code, once the wire's names and history are gone. */
export interface IssueInput {
  readonly use: string;
  readonly type: CaptchaType;
  /** Empty where the type needs none. */
  readonly account: string;
  /** The answer to an image of the same purpose, where the caller brings one. */
  readonly stepUp?: ChallengeResponse;
  /** How an image is presented: the one asked for, or the one that must be solved first. @default 'image' */
  readonly presentation?: PresentationName | undefined;
}

/** An answer to be judged, and what it claims to be good for. */
export interface VerifyInput extends ChallengeResponse {
  readonly use: string;
  readonly type: CaptchaType;
  /** Empty where the type needs none. */
  readonly account: string;
}

/** A ticket that comes back to us in place of a code, and what it must be good for. */
export interface RedeemInput {
  readonly use: string;
  readonly types: readonly CaptchaType[];
  readonly ticket: string;
}

/** What the issue endpoint answers. */
export interface IssueResult {
  readonly codeID: string;
  readonly url: string;
  /** Whole seconds the code lives. */
  readonly expire: number;
  /** Seconds until the same account may ask again, and the masked recipient, where there is one. */
  readonly resendAfter?: number;
  readonly sentTo?: string;
}
