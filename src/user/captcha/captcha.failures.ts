import { StoreUnavailableError } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import { TransportError } from '@system-management/messaging';
import { CaptchaErrors } from './captcha.errors.js';

/** The libs' own errors as rows of the contract; anything else is passed on as the bug it is. */
export function asAppError(cause: unknown): unknown {
  if (cause instanceof StoreUnavailableError) {
    return new AppError(CommonErrors.Server, { retryAfter: cause.retryAfter }, { cause });
  }
  if (cause instanceof TransportError) {
    // A timed-out message may still arrive: the caller is told to wait, not that it failed.
    const row = cause.outcome === 'unknown' ? CommonErrors.Timeout : CaptchaErrors.Delivery;
    return new AppError(row, undefined, { cause });
  }
  return cause;
}
