import type { ReceivedRequest } from '@system-management/messaging/testing';

/** What a fake vendor reports of the tokens that it accepts. */
export interface TokenFacts {
  readonly hostname: string;
  readonly action: string;
  /** In the vendor's own scale. @default not reported */
  readonly score?: number;
  /** When it was solved, in milliseconds since 1970. */
  readonly solvedAt: number;
}

/** Status and JSON body of a response. */
export interface CannedResponse {
  readonly status: number;
  readonly body: unknown;
}

/** One vendor's API, written from its documentation. */
export interface VendorScript {
  /** A DSN with valid credentials and the `endpoint`; every part of it that is secret is in `secrets`. */
  dsn(endpoint: string): string;
  readonly secrets: readonly string[];
  /** A token as the vendor's widget returns it. */
  token(number: number, facts: TokenFacts): string;
  /** What in the request is not as documented; undefined when everything is. */
  mistake(request: ReceivedRequest): string | undefined;
  isAuthenticated(request: ReceivedRequest): boolean;
  /** Names the token of the request. */
  tokenId(request: ReceivedRequest): string;
  /** What names the token in what `token()` returned. */
  idOf(token: string): string;
  solved(facts: TokenFacts): CannedResponse;
  readonly invalid: CannedResponse;
  readonly duplicate: CannedResponse;
  readonly unauthorized: CannedResponse;
}

/** The fields of a form; undefined when the request is none, or names a field twice. */
export function formOf({ headers, body }: ReceivedRequest): Record<string, string> | undefined {
  if (headers['content-type'] !== 'application/x-www-form-urlencoded') return undefined;
  const fields = [...new URLSearchParams(body)];
  const form = Object.fromEntries(fields);
  return Object.keys(form).length === fields.length ? form : undefined;
}

/** What differs from a documented POST of a form; undefined when nothing does. */
export function mistakeOf(
  request: ReceivedRequest,
  url: string,
  required: readonly string[],
  optional: readonly string[] = [],
): string | undefined {
  const form = formOf(request);
  if (request.method !== 'POST') return `method ${request.method}`;
  if (request.url !== url) return `URL ${request.url}`;
  if (!form) return 'not a form';
  const missing = required.filter((name) => !form[name]);
  const unknown = Object.keys(form).filter((name) => ![...required, ...optional].includes(name));
  if (missing.length + unknown.length > 0) return `missing: ${missing.join()}; unknown: ${unknown.join()}`;
  return undefined;
}
