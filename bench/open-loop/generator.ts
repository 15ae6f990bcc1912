import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { post } from '../post.js';

/** How finely arrivals are drawn. */
const STEPS = 2 ** 32;

/** One request, as the generator is to send it. */
export interface Request {
  readonly path: string;
  readonly body: object;
}

/** What a generator is to do. */
export interface OpenLoopOptions {
  /** Requests a second. */
  readonly perSecond: number;
  readonly seconds: number;
  /** The n-th request, from 0. */
  readonly request: (n: number) => Request;
  /** Arrivals at random, as of people who know nothing of each other; else evenly. @default true */
  readonly isPoisson?: boolean;
  /** Connections at most. @default 512 */
  readonly connections?: number;
}

/** What came of it. */
export interface OpenLoopResult {
  /** Milliseconds of each answer from when its request was due. */
  readonly latencies: readonly number[];
  /** Answers by status, and `broken` where there was none. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Until the last answer. */
  readonly seconds: number;
}

/**
 * Keeps this process, the generator, off the server's core.
 * @throws {Error} without `taskset` or such a core
 */
export function moveToCore(core: number): void {
  execFileSync('taskset', ['-cp', String(core), String(process.pid)], { stdio: 'ignore' });
}

/**
 * Asks as often as it is told, whether or not it is answered, as a crowd does: a closed loop would wait with the server
 * whenever that stalls, and never see it. Latency counts from when a request was due, so waiting for a connection counts.
 */
export async function openLoop(
  url: string,
  { perSecond, seconds, request, isPoisson = true, connections = 512 }: OpenLoopOptions,
): Promise<OpenLoopResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'lifo' });
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const pending = new Set<Promise<void>>();
  const began = performance.now();
  let due = began;
  let sent = 0;

  const ask = async (at: number): Promise<void> => {
    const { path, body } = request(sent++);
    const status = await post(url + path, body, agent).then(
      (answer) => answer.status,
      () => 'broken',
    );
    latencies.push(performance.now() - at);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };

  const end = began + seconds * 1000;
  while (due < end) {
    for (const now = performance.now(); due <= now && due < end;) {
      const asking = ask(due);
      pending.add(asking);
      void asking.then(() => pending.delete(asking));
      due += (isPoisson ? -Math.log(randomInt(1, STEPS) / STEPS) : 1) * (1000 / perSecond);
    }
    await setTimeout(1);
  }
  await Promise.all(pending);
  agent.destroy();
  return { latencies, statuses, seconds: (performance.now() - began) / 1000 };
}
