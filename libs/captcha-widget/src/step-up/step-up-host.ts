import type { CaptchaFieldEventMap } from '../events.js';
import type { Waiting } from '../page/waiting.js';
import type { CaptchaRequest, CaptchaResponse, IssueResult, VerifyResult } from '../request.js';
import type { CaptchaFieldTexts } from '../texts/texts.js';

/** A picture, a code that was sent, or the ticket of a verified proof of work. */
export type StepUpResult = IssueResult & Partial<VerifyResult>;

/** What answering a step-up uses of the field. */
export interface StepUpHost {
  /** Sends a request to the endpoint, or to `/verify`; `undefined` when the field discards it. */
  _request(
    path: string,
    request: CaptchaRequest,
    control: HTMLButtonElement,
  ): Promise<CaptchaResponse<StepUpResult> | undefined>;
  /** @returns whether no listener has called `preventDefault()` */
  _emit<Name extends keyof CaptchaFieldEventMap>(
    name: Name,
    detail: CaptchaFieldEventMap[Name]['detail'],
  ): boolean;
  readonly _waiting: Waiting;
  /** Of the last request; aborts when the field discards it. */
  readonly _abortController: AbortController;
  readonly _state: { presentation: string };
  /** Whether the form submits the code, so that the field must not verify it. */
  readonly _submitsCode: boolean;
  readonly _localized: { readonly texts: CaptchaFieldTexts; readonly lang: string };
}
