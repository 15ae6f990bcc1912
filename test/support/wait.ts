import { setImmediate, setTimeout } from 'node:timers/promises';
import { vi } from 'vitest';

/** Milliseconds after which a test counts as hung. It bounds hanging, not speed. */
export const HANG_MS = 30_000;

/** Turns of the event loop in which work that is due may still end. */
const TURNS = 20;

/**
 * Asks until `check` no longer throws, and returns what it returned then. For what another process does and announces by
 * no event; within a process wait for the event itself.
 * @throws what `check` threw last, after {@link HANG_MS}
 */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: HANG_MS, interval: 20 });
}

/**
 * Whether work ends, well or badly, before a timer of this process that starts now. A machine that stalls delays both, so
 * the answer does not depend on its speed.
 */
export async function settlesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const abort = new AbortController();
  let isOver = false;
  const ended = work.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  const late = (async () => {
    await setTimeout(ms, undefined, abort);
    // After a stall both are due in one turn, and work may need some more to tell of its end.
    for (let turn = 0; turn < TURNS && !isOver; turn++) await setImmediate();
  })();
  await Promise.race([ended, late.catch(() => undefined)]);
  abort.abort();
  return isOver;
}
