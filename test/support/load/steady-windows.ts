import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Timers of this process that are later than this many milliseconds show that the machine stalled. */
const STALL_MS = 20;
/** Windows that may be lost to stalls, for each one that counts. */
const LOST_PER_WINDOW = 4;
const NS_PER_MS = 1e6;

export interface SteadyWindowsOptions<Prepared, Result> {
  /** Number of results. */
  readonly count: number;
  /** Unmeasured work before each window. Gets the number of the window, from 0, lost ones included. */
  readonly prepare: (window: number) => Prepared | Promise<Prepared>;
  /** @returns `undefined` if the window is to be repeated */
  readonly measure: (prepared: Prepared) => Promise<Result | undefined>;
}

/**
 * Measures in windows during which the machine did not stall. A window with a stall says nothing about the server and is
 * repeated. The server and its load run in other processes, so their work does not count as a stall.
 * @throws {Error} if the machine stalls in most windows
 */
export async function steadyWindows<Prepared, Result>({
  count,
  prepare,
  measure,
}: SteadyWindowsOptions<Prepared, Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let window = 0; window < maxWindows(count); window++) {
    const prepared = await prepare(window);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const result = await measure(prepared);
    delay.disable();
    if (result !== undefined && delay.max / NS_PER_MS <= STALL_MS) results.push(result);
    if (results.length === count) return results;
  }
  throw new Error(
    `in time: the machine stalled in all but ${results.length} of ${maxWindows(count)} windows`,
  );
}

/** The largest number of windows that {@link steadyWindows} measures for `count` results. */
export const maxWindows = (count: number): number => count * (1 + LOST_PER_WINDOW);
