import { cpuBetween, threadTimes } from './cpu-time.js';

/** Milliseconds that the processes run at a time: short against a solve, long against the jitter of a timer. */
const RUN_MS = 5;

/**
 * Makes processes as slow as on a machine with a slower CPU: stops and continues them by SIGSTOP and SIGCONT, as CDP's
 * `Emulation.setCPUThrottlingRate` does with the one thread that it throttles, the main thread of a page. They are stopped
 * for a multiple of the CPU time that they used, so that neither late timers nor other work of the machine change the rate.
 * @param rate how many times as slow
 * @returns continues the processes for good
 */
export function slowDown(pids: readonly number[], rate: number): () => void {
  const signal = (name: NodeJS.Signals) => pids.forEach((pid) => process.kill(pid, name));
  let timer: NodeJS.Timeout;
  let before = threadTimes(pids);
  let owedMs = 0;
  const run = (): void => {
    signal('SIGCONT');
    timer = setTimeout(stop, RUN_MS);
  };
  const stop = (): void => {
    signal('SIGSTOP');
    const start = performance.now();
    const now = threadTimes(pids);
    owedMs += cpuBetween(before, now) * (rate - 1);
    before = now;
    timer = setTimeout(() => {
      owedMs -= performance.now() - start;
      run();
    }, owedMs);
  };
  run();
  return () => {
    clearTimeout(timer);
    signal('SIGCONT');
  };
}
