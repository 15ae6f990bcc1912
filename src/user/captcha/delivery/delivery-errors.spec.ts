import { AppError, CommonErrors } from '@system-management/envelope';
import { TransportError } from '@system-management/messaging';
import { describe, expect, it } from 'vitest';
import { CaptchaErrors } from '../captcha.errors.js';
import { deliveryResultOf, isDeliveryFailure, toAppError } from './delivery-errors.js';

const error = (...[outcome, isTimeout, isOutage]: [TransportError['outcome'], boolean?, boolean?]) =>
  new TransportError(outcome, 'failed', isTimeout, isOutage);

/** Failures of a transport, the contract's error for each, and what became of the message. */
const FAILURES = [
  ['a rejection of this message', error('refused'), CaptchaErrors.Delivery, 'refused'],
  ['a rejection by a failing vendor', error('refused', false, true), CaptchaErrors.Delivery, 'failed'],
  ['an unreachable vendor', error('unreachable'), CaptchaErrors.Delivery, 'failed'],
  ['a timeout before anything was sent', error('unreachable', true), CommonErrors.Timeout, 'failed'],
  ['a timeout', error('unknown', true), CommonErrors.Timeout, 'uncertain'],
  ['a broken connection', error('unknown'), CommonErrors.Timeout, 'uncertain'],
] as const;
/** Failures of anything else. */
const OTHERS = [
  ['an error', new Error('bug')],
  ['an error of the application', new AppError(CommonErrors.NotEnable)],
  ['an error of the store', new AppError(CommonErrors.Server, {}, { cause: new Error('down') })],
  ['a thrown text', 'failed'],
] as const;

describe('toAppError()', () => {
  it.each(FAILURES)('converts %s', (_, failure, definition) => {
    expect(toAppError(failure)).toMatchObject({ definition, cause: failure });
  });

  it.each(OTHERS)('returns %s as it is', (_, failure) => {
    expect(toAppError(failure)).toBe(failure);
  });
});

describe('deliveryResultOf()', () => {
  it.each(FAILURES)(
    'tells what became of the message after %s, converted or not',
    (_, failure, __, result) => {
      expect([failure, toAppError(failure)].map(deliveryResultOf)).toEqual([result, result]);
    },
  );

  it.each(OTHERS)('tells that nothing was tried after %s', (_, failure) => {
    expect(deliveryResultOf(failure)).toBe('unsent');
  });
});

describe('isDeliveryFailure()', () => {
  it.each(FAILURES)('recognizes %s, converted or not', (_, failure) => {
    expect([failure, toAppError(failure)].map(isDeliveryFailure)).toEqual([true, true]);
  });

  it.each(OTHERS)('does not take %s for one', (_, failure) => {
    expect(isDeliveryFailure(failure)).toBe(false);
  });
});
