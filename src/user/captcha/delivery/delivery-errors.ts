import { StoreUnavailableError } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import { TransportError } from '@system-management/messaging';
import { CaptchaErrors } from '../captcha.errors.js';

/** The libs' own errors as rows of the contract; anything else is passed on as the bug it is. */
export function toAppError(cause: unknown): unknown {
  if (cause instanceof StoreUnavailableError) {
    return new AppError(CommonErrors.Server, { retryAfter: cause.retryAfter }, { cause });
  }
  if (cause instanceof TransportError) {
    const row = isDeliveryUncertain(cause) || cause.isTimeout ? CommonErrors.Timeout : CaptchaErrors.Delivery;
    return new AppError(row, undefined, { cause });
  }
  return cause;
}

/** Whether a delivery broke off where the vendor may have sent the message all the same. */
export function isDeliveryUncertain(failure: unknown): boolean {
  const cause = failure instanceof AppError ? failure.cause : failure;
  return cause instanceof TransportError && cause.outcome === 'unknown';
}
