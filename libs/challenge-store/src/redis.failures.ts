import { StoreMisconfiguredError, StoreUnavailableError } from './challenge-store.js';

/** Seconds: an outage of a second or a failover of a few. */
const RETRY_AFTER = 1;

/** ioredis needs up to half a second to give a command up, and a step of the store may be several commands. */
const DEADLINE_MS = 900;

/**
 * Waits for Redis no longer than a caller can wait for us. Every failure becomes one error, so that none of Redis'
 * words (MOVED, READONLY, CLUSTERDOWN …) reaches a client.
 * @param messageOf what the error says, given Redis' words
 * @throws {StoreUnavailableError}
 */
export async function inTime<Result>(
  step: Promise<Result>,
  messageOf: (words: string) => string = () => 'Redis is unavailable',
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([step, late]);
  } catch (error) {
    throw error instanceof StoreUnavailableError ? error : unavailable(messageOf(wordsOf(error)), error);
  } finally {
    clearTimeout(timer);
  }
}

/** The cause is a copy: ioredis hangs the command and its arguments, a password among them, onto its errors. */
export function unavailable(message: string, error: unknown): StoreUnavailableError {
  return new StoreUnavailableError(message, RETRY_AFTER, { cause: new Error(wordsOf(error)) });
}

/** @param message the setting, and what to change it to */
export function misconfigured(message: string): StoreMisconfiguredError {
  return new StoreMisconfiguredError(message, RETRY_AFTER);
}

/** What an operator wants to read about an error; a cluster's says only that all nodes failed. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = 'lastNodeError' in error ? error.lastNodeError : undefined;
  return inner instanceof Error ? `${error.message} ${inner.message}` : error.message;
}
