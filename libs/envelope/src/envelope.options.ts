import type { IncomingMessage } from 'node:http';
import type { AppError, FieldError } from './errors/app-error.js';

/** Which HTTP status failures carry: the row's own, always 400, or always 200. */
export type ErrorStatus = 'semantic' | '400' | '200';

/** What the envelope needs from the application. */
export interface EnvelopeOptions {
  /** `code` of every success. */
  readonly successCode: number;
  readonly errorStatus: ErrorStatus;
  /** The language an answer to this request must be in. Never throws. */
  readonly languageOf: (request: IncomingMessage) => string;
  /** What each failure carries besides, such as `Content-Language`. Never throws. @default nothing */
  readonly headersFor?: (request: IncomingMessage) => Readonly<Record<string, string>>;
  /** The text of an error row that brings none of its own. */
  readonly errorText: (name: string, language: string) => string;
  /** The text of one mistake. */
  readonly fieldErrorText: (problem: FieldError, language: string) => string;
  /** Told of every other failure of 500 and above: a vendor or a store that an operator must hear of. */
  readonly onServiceError?: (failure: AppError, request: IncomingMessage) => void;
  /** Told of every failure with status 500, as it was thrown: a bug to log. */
  readonly onUnexpectedError: (error: unknown, request: IncomingMessage) => void;
}

/** Injection token of {@link EnvelopeOptions}. */
export const ENVELOPE_OPTIONS = Symbol('EnvelopeOptions');
