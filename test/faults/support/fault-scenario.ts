import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { CODE } from '../../support/requests.js';
import type { VirtualUsers } from './virtual-users.js';
import { logMetric } from '../../support/vitest/profile.js';
import { read } from '../../support/send.js';

/** Time bounds on a 503 response and on the recovery after a fault, in milliseconds. */
const MAX_ERROR_MS = 1000;
const RECOVERY_MS = 5000;
/** Event-loop turns per request: each may be delayed by the stall that the monitor measured. */
const TURNS = 3;
/** Milliseconds without a 503 after which the service counts as recovered. */
const QUIET_MS = 1000;

export interface FaultScenario {
  readonly what: string;
  inject(): Promise<void>;
  heal(): Promise<void>;
  readonly forMs: number;
  /** Whether outstanding codes may be lost: the fence rejects them, or they were not persisted. @default false */
  readonly losesCodes?: boolean;
  /** Whether the service recovers before `heal`: its recovery is then measured from the injection. @default false */
  readonly recoversBeforeHealing?: boolean;
}

/** The measurements of one scenario. Times are milliseconds. */
export interface FaultReport {
  readonly what: string;
  readonly from: number;
  readonly to: number;
  readonly losesCodes: boolean;
  /** One sentence per exceeded time bound. */
  readonly problems: readonly string[];
}

/** Asserts that no time bound was exceeded; a failure is measured again (see `vitest.config.ts`). */
export function expectInTime(...reports: readonly FaultReport[]): void {
  expect(
    reports.flatMap(({ problems }) => problems),
    'in time',
  ).toEqual([]);
}

/** Injects a fault while users are active, heals it, and waits until no request is answered with 503. */
export async function injectFault(
  users: VirtualUsers,
  instance: string,
  one: FaultScenario,
): Promise<FaultReport> {
  const { what, forMs, losesCodes = false, recoversBeforeHealing = false } = one;
  const monitor = new StallMonitor(instance);
  await sleep(500);
  const from = performance.now();
  const errors = () => users.timed.filter(({ at, code }) => at >= from && code === CODE.server);
  const lastError = (): number => Math.max(from, ...errors().map(({ at }) => at));
  await one.inject();
  await sleep(forMs);
  await one.heal();
  const healed = performance.now();
  while (performance.now() - Math.max(healed, lastError()) < QUIET_MS) {
    if (performance.now() - healed > RECOVERY_MS + QUIET_MS) break;
    await sleep(50);
  }
  const stall = await monitor.stop();
  const all = errors();
  const [slowestOne] = all.sort((a, b) => b.ms - a.ms);
  const longest = slowestOne?.ms ?? 0;
  const recovery = Math.max(0, lastError() - (recoversBeforeHealing ? from : healed));
  const problems: string[] = [];
  if (longest > MAX_ERROR_MS + TURNS * stall)
    problems.push(
      `${what}: ${slowestOne?.op} ${slowestOne?.type} waited ${Math.round(longest)} ms for a 503, ` +
        `until ${Math.round(slowestOne!.at - from)} ms after it began`,
    );
  if (recovery > RECOVERY_MS + TURNS * stall + (recoversBeforeHealing ? 500 : 0))
    problems.push(`${what}: still refused ${Math.round(recovery)} ms later`);
  const [errorMs, recoveryMs, stallMs] = [longest, recovery, stall].map(Math.round);
  const responses = users.timed.filter(({ at }) => at >= from).length;
  logMetric(
    `fault | ${what} | ${Math.round(forMs)} ms | ${responses} responses, ${all.length} × 503 | longest error ${errorMs} ms` +
      ` | recovery ${recoveryMs} ms | (requests without Redis took up to ${stallMs} ms)`,
  );
  return { what, from, to: Math.max(healed, lastError()), losesCodes, problems };
}

/** Repeats a request that needs no Redis. Its longest duration is the stall of the machine, not of the service. */
class StallMonitor {
  private isStopped = false;
  private longest = 0;
  private readonly done: Promise<void>;

  constructor(url: string) {
    this.done = this.run(url);
  }

  async stop(): Promise<number> {
    this.isStopped = true;
    await this.done;
    return this.longest;
  }

  private async run(url: string): Promise<void> {
    while (!this.isStopped) {
      const start = performance.now();
      await read(`${url}/.well-known/jwks.json`);
      this.longest = Math.max(this.longest, performance.now() - start);
      await sleep(10);
    }
  }
}
