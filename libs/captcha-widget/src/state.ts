import type { CodeFormat } from './request.js';
import type { CaptchaFieldTexts } from './texts/texts.js';

/** The challenge that the input answers. */
export interface ActiveChallenge extends CodeFormat {
  readonly codeID: string;
  /** Data URI of the picture or recording; empty for a sent code and where nothing is typed. */
  readonly url: string;
  readonly expire: number;
  /** The answer, if the field has solved it. */
  readonly code?: string | undefined;
  /** Whether it must be solved before the code is sent. */
  readonly isStepUp: boolean;
}

/** The status line. */
export interface StatusMessage {
  readonly tone: 'plain' | 'error' | 'success';
  /** A text of the field, or a message of the server with its language. */
  readonly content: keyof CaptchaFieldTexts | { readonly text: string; readonly language: string };
  /** `{time}` when the message was shown: it does not count, because screen readers would read every second. */
  readonly seconds: number;
  /** Whether it is about what was typed into the input. */
  readonly isAboutCode: boolean;
}

/** What the field shows. `render()` writes it to the shadow tree. */
export interface FieldState {
  challenge?: ActiveChallenge | undefined;
  /** Empty until the code is verified. */
  ticket: string;
  /** Account of the last request, as typed. */
  account: string;
  /** Whether a code was sent to it. */
  isSent: boolean;
  /** Seconds until the next message. */
  resendSeconds: number;
  /** Whether the challenge or the ticket has expired. */
  isExpired: boolean;
  /** Requested presentation. */
  presentation: string;
  hasNoAudio: boolean;
  status?: StatusMessage | undefined;
}

export function initialState(presentation = '', hasNoAudio = false): FieldState {
  return {
    ticket: '',
    account: '',
    isSent: false,
    resendSeconds: 0,
    isExpired: false,
    presentation,
    hasNoAudio,
  };
}
