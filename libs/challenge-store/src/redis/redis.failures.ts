import { StoreMisconfiguredError, StoreUnavailableError } from '../challenge-store.js';
import { type Deadline, STEP_MS } from '../deadline.js';

/** Seconds: an outage of a second or a failover of a few. */
const RETRY_AFTER = 1;

/**
 * Waits for Redis no longer than a caller can wait for us: see {@link Deadline}. Every failure becomes one error, so that none of Redis'
 * words (MOVED, READONLY, CLUSTERDOWN …) reaches a client.
 *
 * A process that was itself too busy finds its timer due and Redis' answer unread at once. The event loop runs timers
 * before it reads sockets, so the answer gets one more turn of the loop: an answer that has come is never thrown away.
 * ioredis' own `commandTimeout` does that, which is why no client here sets it.
 * @see https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
 * @param deadline the request's; without it the step has 0.7 s
 * @param messageOf what the error says, given Redis' words
 * @throws {StoreUnavailableError}
 */
export async function withDeadline<Result>(
  step: Promise<Result>,
  deadline?: Deadline,
  messageOf: (words: string) => string = () => 'Redis is unavailable',
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const patienceMs = deadline?.begin() ?? STEP_MS;
  const late = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new Error(`no answer within ${Math.round(patienceMs)} ms`));
    timer = setTimeout(() => setImmediate(giveUp), patienceMs);
  });
  try {
    return await Promise.race([step, late]);
  } catch (error) {
    throw error instanceof StoreUnavailableError ? error : unavailable(messageOf(errorMessage(error)), error);
  } finally {
    deadline?.end();
    clearTimeout(timer);
  }
}

/** The cause is a copy: ioredis hangs the command and its arguments, a password among them, onto its errors. */
export function unavailable(message: string, error: unknown): StoreUnavailableError {
  return new StoreUnavailableError(message, RETRY_AFTER, { cause: new Error(errorMessage(error)) });
}

/** @param message the setting, and what to change it to */
export function misconfigured(message: string): StoreMisconfiguredError {
  return new StoreMisconfiguredError(message, RETRY_AFTER);
}

/** What an operator wants to read about an error; a cluster's says only that all nodes failed. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = 'lastNodeError' in error ? error.lastNodeError : undefined;
  return inner instanceof Error ? `${error.message} ${inner.message}` : error.message;
}
