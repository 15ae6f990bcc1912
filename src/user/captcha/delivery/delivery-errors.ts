import { AppError, CommonErrors } from '@system-management/envelope';
import { TransportError } from '@system-management/messaging';
import { CaptchaErrors } from '../captcha.errors.js';

/** Converts a transport's failure to the contract's error: Timeout or Delivery. Other errors are returned as they are. */
export function toAppError(error: unknown): unknown {
  if (!(error instanceof TransportError)) return error;
  const isTimeout = error.isTimeout || error.outcome === 'unknown';
  const definition = isTimeout ? CommonErrors.Timeout : CaptchaErrors.Delivery;
  return new AppError(definition, undefined, { cause: error });
}

/** Whether the error comes from a transport. */
export function isDeliveryFailure(error: unknown): boolean {
  return transportErrorOf(error) !== undefined;
}

/** What became of a message whose delivery failed. */
export function deliveryResultOf(error: unknown): 'unsent' | 'refused' | 'failed' | 'uncertain' {
  const transportError = transportErrorOf(error);
  if (!transportError) return 'unsent';
  if (transportError.outcome === 'unknown') return 'uncertain';
  return transportError.isMessageRefusal ? 'refused' : 'failed';
}

function transportErrorOf(error: unknown): TransportError | undefined {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof TransportError ? cause : undefined;
}
