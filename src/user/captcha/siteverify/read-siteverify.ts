import type { SiteverifyErrorCode } from './siteverify.response.js';

/** What a backend asks: whether `response` is a valid ticket of the tenant whose secret it has. */
export interface SiteverifyInput {
  readonly secret: string;
  readonly response: string;
}

/**
 * Reads the body of a siteverify request, from JSON or a form. `null` counts as absent.
 * @returns the error codes of a body whose fields are missing, empty, or no texts
 */
export function readSiteverify(
  body: unknown,
): SiteverifyInput | { readonly errors: readonly SiteverifyErrorCode[] } {
  const { secret, response } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const errors: SiteverifyErrorCode[] = [];
  if (isMissing(secret)) errors.push('missing-input-secret');
  if (isMissing(response)) errors.push('missing-input-response');
  if (errors.length > 0) return { errors };
  const areTexts = typeof secret === 'string' && typeof response === 'string';
  return areTexts ? { secret, response } : { errors: ['bad-request'] };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
