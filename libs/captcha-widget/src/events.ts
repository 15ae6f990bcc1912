/** `image`: solved in place. `email`, `phone`: a code is sent. */
export type CaptchaFieldType = 'image' | 'email' | 'phone';

/** A code is out. */
export interface IssuedDetail {
  readonly codeID: string;
  /** What the answer belongs to: `image` also where a picture is due before a code is sent. */
  readonly type: CaptchaFieldType;
  /** Whether this is the picture that is due first. */
  readonly isStepUp: boolean;
  /** Whole seconds the code lives. */
  readonly expire: number;
  /** Seconds until the same account may ask again. */
  readonly resendAfter?: number;
  /** Masked recipient. */
  readonly sentTo?: string;
}

/** The code was right, and is used up. */
export interface VerifiedDetail {
  /** Signed proof for your backend: a JWS whose keys are at `/.well-known/jwks.json`. */
  readonly ticket: string;
  /** Whole seconds the ticket is good for. */
  readonly expire: number;
}

/** A request was refused, or got no answer. */
export interface FailedDetail {
  /** The envelope's code, such as 1000005; `null` when no envelope came. */
  readonly code: number | null;
  /** What the field shows, in the person's language. */
  readonly msg: string;
  /** Seconds, where the server names a time. */
  readonly retryAfter?: number;
}

/** The field's own events; all of them bubble. */
export interface CaptchaFieldEventMap {
  issued: CustomEvent<IssuedDetail>;
  verified: CustomEvent<VerifiedDetail>;
  failed: CustomEvent<FailedDetail>;
}

/** Adds the types of the field's own events to those of every element. */
export interface TypedEvents {
  addEventListener<Name extends keyof CaptchaFieldEventMap>(
    type: Name,
    listener: (event: CaptchaFieldEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
