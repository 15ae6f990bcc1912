import { texts } from '../dom.js';

const NEED_IMAGE = 1000034;

/** What a client does with a failure, by its error code. */
const ADVICE: Readonly<Record<number, string>> = {
  100006: texts.adviceParameter,
  100016: texts.adviceTimeout,
  100017: texts.adviceUnavailable,
  100021: texts.adviceDisabled,
  1000005: texts.adviceWrongCode,
  1000007: texts.adviceLogin,
  1000028: texts.adviceLimit,
  [NEED_IMAGE]: texts.adviceStepUp,
  1000100: texts.adviceRefusal,
};

/** What the advice reads in `data`. */
interface FailureData {
  readonly retryAfter?: number;
  readonly challenge?: object;
  readonly vendor?: object;
}

/** @returns an empty text for a success and for other failures */
export function adviceOn(response: { readonly code?: unknown; readonly data?: unknown }): string {
  const { retryAfter, challenge, vendor } = (response.data ?? {}) as FailureData;
  const code = Number(response.code);
  if (code === NEED_IMAGE && challenge) return texts.adviceProof;
  if (code === NEED_IMAGE && vendor) return texts.adviceVendor;
  return (ADVICE[code] ?? '').replace('{seconds}', String(retryAfter ?? ''));
}
