import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds that each thread has run, by its path: Linux' `schedstat`, to the nanosecond. */
export type ThreadTimes = ReadonlyMap<string, number>;

/** The threads of these processes. */
export function threadTimes(pids: readonly number[]): ThreadTimes {
  const times = new Map<string, number>();
  for (const thread of pids.flatMap(threadsOf)) {
    try {
      const [nanoseconds] = readFileSync(`${thread}/schedstat`, 'utf8').split(' ');
      times.set(thread, Number(nanoseconds) / 1e6);
    } catch {
      // The thread has ended since the folder was read.
    }
  }
  return times;
}

function threadsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`);
}

/** Milliseconds that the threads of the later reading have run since the earlier one. */
export function cpuBetween(earlier: ThreadTimes, later: ThreadTimes): number {
  return [...later].reduce((sum, [thread, time]) => sum + time - (earlier.get(thread) ?? 0), 0);
}
