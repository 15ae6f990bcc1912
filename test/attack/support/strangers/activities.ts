import type { IssueInput } from '../../../../src/user/captcha/captcha.types.js';
import { times } from '../../../support/vitest/times.js';
import { HOUR_MS, MINUTE_MS } from '../time.js';
import type { Activity, Turn } from './stranger.js';

/** The account that a code is for. */
export type Target = Pick<IssueInput, 'type' | 'account'>;

/** Wrong answers to one code, to one account a day, and more than one address may give in an hour. */
const ATTEMPTS = 5;
const BUDGET = 10;
const MANY = 70;

/** Purposes that are not the victim's: a code for its own purpose would help it. */
const OTHER_PURPOSES = ['register', 'forgetPwd'];

export interface AskOptions {
  /** @default 'default' */
  readonly tenant?: string;
  /** Before this time no image is solved, so that more are left for messages that need one. @default 0 */
  readonly imagesFromMs?: number;
  /** Without an image, one of the addresses tries this often. @default 10 min */
  readonly pollMs?: number;
}

/** Asks for a code as soon as one may be sent, for two purposes in turn. */
export function asks(
  targetOf: (count: number) => Target,
  { tenant = 'default', imagesFromMs = 0, pollMs = 10 * MINUTE_MS }: AskOptions = {},
): Activity {
  return async (turn) => {
    const { client, count, elapsedMs } = turn;
    const input = { use: OTHER_PURPOSES[count % 2]!, ...targetOf(count) };
    const { issued, waitMs } = await client.ask(input, tenant, elapsedMs >= imagesFromMs);
    return issued || waitMs > 0 ? waitMs : msToPoll(turn, pollMs);
  };
}

/**
 * Asks for the victim's code and answers it wrong ten times, each hour. Asking again within the gap sends nothing, and
 * gives a codeID for five answers more.
 */
export function answersWrong(target: Target): Activity {
  const input = { use: 'login', ...target };
  return async ({ client, count }) => {
    for (let first = 0; first < BUDGET; first += ATTEMPTS) {
      const { issued, waitMs } = await client.ask(input, 'default');
      if (!issued) return waitMs || HOUR_MS;
      await Promise.all(
        times(ATTEMPTS, (i) => {
          const code = String(count * BUDGET + first + i).padStart(6, '0');
          return client.answer({ ...input, codeID: issued.codeID, code }, 'default');
        }),
      );
    }
    return HOUR_MS;
  };
}

/** Answers codes that do not exist, more often than an address may. */
export function answersUnknown(target: Target): Activity {
  const unknown = { use: 'login', ...target, codeID: 'A'.repeat(20), code: '123456' };
  return async ({ client }) => {
    await Promise.all(times(MANY, () => client.answer(unknown, 'default')));
    return HOUR_MS / 2;
  };
}

/** The part around each of a victim's tries in which a stranger acts, in milliseconds. */
export interface Window {
  readonly everyMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Does something around the tries only. They begin `everyMs` after the stranger. */
export function around({ everyMs, fromMs, toMs }: Window, activity: Activity): Activity {
  return async (turn) => {
    const sinceMs = turn.elapsedMs - fromMs;
    const phaseMs = sinceMs % everyMs;
    return sinceMs >= everyMs && phaseMs < toMs - fromMs ? activity(turn) : everyMs - phaseMs;
  };
}

/** Milliseconds until it is this address's turn to try: one after the other. */
function msToPoll({ addresses, index, elapsedMs }: Turn, pollMs: number): number {
  const roundMs = addresses * pollMs;
  const waitMs = index * pollMs - (elapsedMs % roundMs);
  return waitMs > 0 ? waitMs : waitMs + roundMs;
}
