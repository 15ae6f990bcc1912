import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { CODE } from '../../attack/support/requests.js';
import type { VirtualUsers } from './virtual-users.js';
import { logMetric } from '../../support/vitest/profile.js';
import { read } from '../../support/send.js';

/** How long a client waits for "not now", and the service for being well again, in milliseconds. */
const PATIENCE_MS = 1000;
const RECOVERY_MS = 5000;
/** A request takes some turns of the event loop, and each may meet the stall that the control met. */
const TURNS = 3;
/** Milliseconds without an error after which all is well. */
const QUIET_MS = 1000;

export interface Disturbance {
  readonly what: string;
  disturb(): Promise<void>;
  heal(): Promise<void>;
  readonly forMs: number;
  /** Whether codes that were out may be gone afterwards: the price of the fence, and of what was not persisted. */
  readonly losesCodes?: boolean;
  /** Whether the service gets over it before it is healed: then its recovery counts from its beginning. */
  readonly isSurvived?: boolean;
}

/** What a crowd met. Times are milliseconds. */
export interface Episode {
  readonly what: string;
  readonly from: number;
  readonly to: number;
  readonly losesCodes: boolean;
  /** Every bound on time that was broken, as a sentence. */
  readonly problems: readonly string[];
}

/** Asserts that no bound on time was broken; a failure is measured again (see `vitest.config.ts`). */
export function expectInTime(...episodes: readonly Episode[]): void {
  expect(
    episodes.flatMap(({ problems }) => problems),
    'in time',
  ).toEqual([]);
}

/** Disturbs a crowd at its work, heals, and waits until nobody is refused any more. */
export async function disturb(crowd: VirtualUsers, instance: string, one: Disturbance): Promise<Episode> {
  const { what, forMs, losesCodes = false, isSurvived = false } = one;
  const control = new Control(instance);
  await sleep(500);
  const from = performance.now();
  const errors = () => crowd.timed.filter(({ at, code }) => at >= from && code === CODE.server);
  const lastError = (): number => Math.max(from, ...errors().map(({ at }) => at));
  await one.disturb();
  await sleep(forMs);
  await one.heal();
  const healed = performance.now();
  while (performance.now() - Math.max(healed, lastError()) < QUIET_MS) {
    if (performance.now() - healed > RECOVERY_MS + QUIET_MS) break;
    await sleep(50);
  }
  const stall = await control.stop();
  const all = errors();
  const [slowestOne] = all.sort((a, b) => b.ms - a.ms);
  const longest = slowestOne?.ms ?? 0;
  const recovery = Math.max(0, lastError() - (isSurvived ? from : healed));
  const problems: string[] = [];
  if (longest > PATIENCE_MS + TURNS * stall)
    problems.push(
      `${what}: ${slowestOne?.op} ${slowestOne?.type} waited ${Math.round(longest)} ms for a 503, ` +
        `until ${Math.round(slowestOne!.at - from)} ms after it began`,
    );
  if (recovery > RECOVERY_MS + TURNS * stall + (isSurvived ? 500 : 0))
    problems.push(`${what}: still refused ${Math.round(recovery)} ms later`);
  const [rounded, slowest, least] = [longest, recovery, stall].map(Math.round);
  const answers = crowd.timed.filter(({ at }) => at >= from).length;
  logMetric(
    `fault | ${what} | ${Math.round(forMs)} ms | ${answers} answers, ${all.length} × 503 | longest error ${rounded} ms` +
      ` | recovery ${slowest} ms | (what needs no Redis took up to ${least} ms)`,
  );
  return { what, from, to: Math.max(healed, lastError()), losesCodes, problems };
}

/** Asks all the while for something that needs no Redis: how long that takes tells a stalled machine from a slow answer. */
class Control {
  private isOver = false;
  private longest = 0;
  private readonly done: Promise<void>;

  constructor(url: string) {
    this.done = this.ask(url);
  }

  async stop(): Promise<number> {
    this.isOver = true;
    await this.done;
    return this.longest;
  }

  private async ask(url: string): Promise<void> {
    while (!this.isOver) {
      const start = performance.now();
      await read(`${url}/.well-known/jwks.json`);
      this.longest = Math.max(this.longest, performance.now() - start);
      await sleep(10);
    }
  }
}
