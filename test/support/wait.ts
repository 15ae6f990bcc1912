import { setImmediate, setTimeout } from 'node:timers/promises';
import { vi } from 'vitest';

/** Milliseconds after which a test counts as hung. Not a bound on speed. */
export const HANG_MS = 30_000;

/** Event-loop turns granted to work that is due at the same time as the timer. */
const TURNS = 20;

/**
 * Polls `check` until it does not throw, and returns its result. For state of another process that emits no event; within
 * one process wait for the event.
 * @throws the last error of `check`, after {@link HANG_MS}
 */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: HANG_MS, interval: 20 });
}

/**
 * Whether `work` settles before a timer of `ms` milliseconds in the same process. A stalled machine delays both, so the
 * result does not depend on its speed.
 */
export async function settlesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const abort = new AbortController();
  let isSettled = false;
  const settled = work.then(
    () => (isSettled = true),
    () => (isSettled = true),
  );
  const timeout = (async () => {
    await setTimeout(ms, undefined, abort);
    // After a stall both are due in one turn, and the promise chain of `work` may need further turns to settle.
    for (let turn = 0; turn < TURNS && !isSettled; turn++) await setImmediate();
  })();
  await Promise.race([settled, timeout.catch(() => undefined)]);
  abort.abort();
  return isSettled;
}
