import type { StepUpVendor } from './request.js';

/** `image`: the answer is read from a picture or recording. All other types send a code to the account. */
export type CaptchaFieldType = 'image' | 'email' | 'phone' | (string & {});

/** A picture is shown, or a code was sent. */
export interface IssuedDetail {
  readonly codeID: string;
  /** Type of the challenge; `image` also for a step-up picture. */
  readonly type: CaptchaFieldType;
  /** Whether this picture must be solved before the code is sent. */
  readonly isStepUp: boolean;
  /** Lifetime of the code in whole seconds. */
  readonly expire: number;
  /** Seconds until a message is sent to this account again. */
  readonly resendAfter?: number | undefined;
  /** Masked recipient. */
  readonly sentTo?: string | undefined;
}

/** The code was right and is consumed. */
export interface VerifiedDetail {
  /** Signed proof for your backend: a JWS whose keys are at `/.well-known/jwks.json`. */
  readonly ticket: string;
  /** Lifetime of the ticket in whole seconds. */
  readonly expire: number;
}

/** A request was refused or received no response. */
export interface FailedDetail {
  /** Error code of the envelope, such as 1000005; `null` without a valid response. */
  readonly code: number | null;
  /** Message that the field shows, in the user's language. */
  readonly msg: string;
  /** Seconds until a retry is allowed, if the server states them. */
  readonly retryAfter?: number | undefined;
  /** What the message is about, if it is about one entry: `account`, `code`, or another request field. */
  readonly field?: string | undefined;
}

/** The page must show the widget of the tenant's vendor, for example in a child of the field with `slot="step-up"`. */
export interface StepUpDetail {
  readonly vendor: StepUpVendor;
  /** `wrong`: the last token was refused, and the vendor's widget must be reset. */
  readonly reason: 'required' | 'wrong';
  /** Sends the token of the solved widget, and then the code. */
  readonly answer: (token: string) => void;
}

/** Events of the field. All of them bubble. */
export interface CaptchaFieldEventMap {
  issued: CustomEvent<IssuedDetail>;
  verified: CustomEvent<VerifiedDetail>;
  failed: CustomEvent<FailedDetail>;
  /** The person wants to change the account. `preventDefault()` keeps the focus out of the account's input. */
  changeaccount: CustomEvent<null>;
  /** A vendor's widget must be solved. Without `preventDefault()` the field says that the page cannot show it. */
  'step-up': CustomEvent<StepUpDetail>;
}

/** Types `addEventListener` for the field's own events. */
export interface TypedEvents {
  addEventListener<Name extends keyof CaptchaFieldEventMap>(
    type: Name,
    listener: (event: CaptchaFieldEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
