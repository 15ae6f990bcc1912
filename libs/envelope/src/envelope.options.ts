import type { IncomingMessage } from 'node:http';
import type { AppError, FieldError } from './errors/app-error.js';

/** HTTP status of failures: that of the error definition, always 400, or always 200. */
export type ErrorStatus = 'semantic' | '400' | '200';

/** What the application supplies to the envelope. */
export interface EnvelopeOptions {
  /** `code` of every success. */
  readonly successCode: number;
  readonly errorStatus: ErrorStatus;
  /** Language of the response, as a BCP 47 tag. Must not throw. */
  readonly languageOf: (request: IncomingMessage) => string;
  /** Additional headers of failures, such as `Content-Language`. Must not throw. @default none */
  readonly headersFor?: (request: IncomingMessage) => Readonly<Record<string, string>>;
  /** `msg` of an error definition without a text in this language. `data` is that of the failure. */
  readonly errorText: (name: string, language: string, data?: object) => string;
  /** `msg` of an invalid request: its first field error, for the person at the screen, without names of fields. */
  readonly parameterText: (fieldError: FieldError, language: string) => string;
  /** `message` of one field error in `data.errors`, which may name the field. */
  readonly fieldErrorText: (fieldError: FieldError, language: string) => string;
  /** Called for failures with a status above 500, such as an unreachable store. @default not called */
  readonly onServiceError?: (failure: AppError, request: IncomingMessage) => void;
  /** Called with the thrown value for failures with status 500: bugs. */
  readonly onUnexpectedError: (error: unknown, request: IncomingMessage) => void;
}

/** Injection token of {@link EnvelopeOptions}. */
export const ENVELOPE_OPTIONS = Symbol('EnvelopeOptions');
