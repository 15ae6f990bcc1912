import { texts } from '../dom.js';

/** What a client does with a failure, by its error code. */
const ADVICE: Readonly<Record<number, string>> = {
  100006: texts.adviceParameter,
  100016: texts.adviceTimeout,
  100017: texts.adviceUnavailable,
  100021: texts.adviceDisabled,
  1000005: texts.adviceWrongCode,
  1000007: texts.adviceLogin,
  1000028: texts.adviceLimit,
  1000034: texts.adviceStepUp,
  1000100: texts.adviceRefusal,
};

/** @returns an empty text for a success and for other failures */
export function adviceOn(response: { readonly code?: unknown; readonly data?: unknown }): string {
  const { retryAfter } = (response.data ?? {}) as { readonly retryAfter?: number };
  return (ADVICE[Number(response.code)] ?? '').replace('{seconds}', String(retryAfter ?? ''));
}
