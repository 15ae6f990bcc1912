import { StoreMisconfiguredError, StoreUnavailableError } from '../challenge-store.js';
import { type Deadline, STEP_MS } from '../deadline.js';

/** An invalid Redis URL. The message says what to write and quotes nothing of the URL, which may contain a password. */
export class RedisUrlError extends Error {
  constructor(remedy: string) {
    super(`Redis URL: ${remedy}`);
    this.name = 'RedisUrlError';
  }
}

/** Seconds. Typical outages last a second, failovers a few. */
const RETRY_AFTER = 1;

/**
 * Limits the time of a Redis operation and maps every failure to one error type. Redis' messages (MOVED, READONLY,
 * CLUSTERDOWN …) appear in the error's cause only.
 *
 * After the event loop was blocked, the timer can be due while the reply is still unread. The loop runs timers before
 * it reads sockets, so the timeout waits one more turn for the reply. ioredis' own `commandTimeout` would discard it,
 * so no client here sets that option.
 * @see https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
 * @param deadline of the request @default a timeout of 0.7 s
 * @param messageOf builds the error's message from Redis' message @default 'Redis is unavailable'
 * @throws {StoreUnavailableError} on a timeout or any failure
 */
export async function withDeadline<Result>(
  step: Promise<Result>,
  deadline?: Deadline,
  messageOf: (reason: string) => string = () => 'Redis is unavailable',
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeoutMs = deadline?.begin() ?? STEP_MS;
  const timeout = new Promise<never>((_, reject) => {
    const rejectTimeout = (): void => reject(new Error(`no reply within ${Math.round(timeoutMs)} ms`));
    timer = setTimeout(() => setImmediate(rejectTimeout), timeoutMs);
  });
  try {
    return await Promise.race([step, timeout]);
  } catch (error) {
    throw error instanceof StoreUnavailableError ? error : unavailable(messageOf(errorMessage(error)), error);
  } finally {
    deadline?.end();
    clearTimeout(timer);
  }
}

/** The cause is a copy with the message only: ioredis attaches the command and its arguments, including passwords. */
export function unavailable(message: string, error: unknown): StoreUnavailableError {
  return new StoreUnavailableError(message, RETRY_AFTER, { cause: new Error(errorMessage(error)) });
}

/** @param message the setting and the value to change it to */
export function misconfigured(message: string): StoreMisconfiguredError {
  return new StoreMisconfiguredError(message, RETRY_AFTER);
}

/**
 * The error's message, followed by those inside: of a cluster's last node, whose own error says only that all nodes
 * failed, and of each address of a host name, whose common error has no message.
 */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? [...(error.errors as unknown[])] : [];
  if ('lastNodeError' in error && error.lastNodeError instanceof Error) inner.push(error.lastNodeError);
  const text = [error.message, ...inner.map(errorMessage)].filter((message) => message !== '').join(' ');
  // A server that does not know a command repeats its arguments, which are passwords in the case of AUTH.
  return text.replace(/,? with args beginning with.*/s, '');
}
