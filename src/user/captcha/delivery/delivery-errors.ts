import { AppError, CommonErrors } from '@system-management/envelope';
import { TransportError } from '@system-management/messaging';
import { CaptchaErrors } from '../captcha.errors.js';

/** Converts a transport's failure to the contract's error: Timeout or Delivery. Other errors are returned as they are. */
export function toAppError(error: unknown): unknown {
  if (!(error instanceof TransportError)) return error;
  const isTimeout = error.isTimeout || isDeliveryUncertain(error);
  const definition = isTimeout ? CommonErrors.Timeout : CaptchaErrors.Delivery;
  return new AppError(definition, undefined, { cause: error });
}

/** Whether the error comes from a transport. */
export function isDeliveryFailure(error: unknown): boolean {
  return transportErrorOf(error) !== undefined;
}

/** Whether the vendor may have sent the message although the delivery failed. */
export function isDeliveryUncertain(error: unknown): boolean {
  return transportErrorOf(error)?.outcome === 'unknown';
}

function transportErrorOf(error: unknown): TransportError | undefined {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof TransportError ? cause : undefined;
}
