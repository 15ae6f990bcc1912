import { Inject, Injectable } from '@nestjs/common';
import type { Outcome } from '../captcha.types.js';
import { quantizeTiming } from '../challenge/quantize-timing.js';
import { NO_RECIPIENT } from '../challenge/recipient.js';
import { CaptchaLimits, frequent } from './captcha.limits.js';
import type { LimitRequest } from './limit.table.js';

/** Checks answers beside the limit of wrong answers of their address. */
@Injectable()
export class AnswerLimiter {
  constructor(@Inject(CaptchaLimits) private readonly limits: CaptchaLimits) {}

  /**
   * Runs a check beside the limit of its address. A right answer is never refused: the address may be shared. Beyond the
   * limit every other answer is, so that the failures stay alike. Answers that the budget of an account counts do not count
   * here; wrong answers to its strong codes, which no budget counts, do. An answer that could not be checked counts nothing.
   * @throws {AppError} Frequent for a wrong answer, when the address has given too many
   */
  async run(request: LimitRequest, step: () => Promise<Outcome>): Promise<Outcome> {
    // A limit that cannot be read must not lose a code that was consumed.
    const assess = () => this.limits.assessAnswer(request).catch((failure: unknown) => ({ failure }));
    const check = () => Promise.all([step(), assess()]);
    const [outcome, wait] = await quantizeTiming(check, ([result]) => result === 'accepted');
    if (outcome === 'accepted' || outcome === 'unavailable') return outcome;
    if (typeof wait === 'object') throw wait.failure;
    const isWrongCode = isWrong(outcome) && request.recipient !== NO_RECIPIENT;
    // Not awaited: its duration would reveal that the id exists. When the counts are unavailable it is lost.
    if (!isWrongCode) void this.limits.recordWrongAnswer(request).catch(() => undefined);
    if (wait > 0) throw frequent(wait);
    return outcome;
  }
}

/** Whether an answer was compared and did not match. */
export function isWrong(outcome: Outcome): boolean {
  return outcome === 'mismatch' || outcome === 'exhausted';
}
