import { logMetric } from '../../../support/vitest/profile.js';
import { DAY_MS, MINUTE_MS } from '../time.js';
import type { Simulation } from './simulation.js';
import { type Activity, type Means, Stranger } from './stranger.js';
import { IN_TIME_MS, Victim, type VictimOptions } from './victim.js';

export interface DayOptions {
  /** For the line that is printed. */
  readonly title: string;
  readonly means: Means;
  readonly activities: readonly Activity[];
  readonly victim: VictimOptions;
  /** @default another network at each try */
  readonly place?: Place;
}

/** Where the victim asks from. */
export type Place =
  'another network' | 'one network' | 'the network of the stranger' | 'the address of the stranger';

const VICTIM_IP: Readonly<Record<Place, (day: number, visit: number) => string>> = {
  'another network': (day, visit) => `100.${day}.${visit}.7`,
  'one network': (day) => `100.${day}.0.7`,
  'the network of the stranger': (day) => `10.${day}.0.200`,
  'the address of the stranger': (day) => strangerIp(day, 0, 0),
};

function strangerIp(day: number, network: number, address: number): string {
  return `10.${day}.${network}.${1 + address}`;
}

export interface DayReport {
  readonly tries: number;
  /** Tries that ended with an accepted code. */
  readonly served: number;
  /** Those of them in the last 24 hours. */
  readonly lastDay: number;
  /** Those of them that took 10 minutes at most. */
  readonly inTime: number;
  /** The longest of them. */
  readonly longestMinutes: number;
  /** Codes that the victim typed and that were refused. */
  readonly refusedCodes: number;
  /** Accepted codes that were strong. */
  readonly strongCodes: number;
  readonly victimImages: number;
  readonly strangerImages: number;
  /** Messages that were sent, at anyone's request. */
  readonly messages: number;
}

/** Lets a stranger act until the victim has made its tries, and prints what became of them. */
export async function simulateDay(simulation: Simulation, options: DayOptions): Promise<DayReport> {
  const { title, means, activities, place = 'another network' } = options;
  const day = simulation.days++;
  const stranger = new Stranger(simulation, means, activities, (network, address) =>
    strangerIp(day, network, address),
  );
  const victim = new Victim(simulation, options.victim, (visit) => VICTIM_IP[place](day, visit));
  const messagesBefore = messageCount(simulation);
  await simulation.run([...stranger.actors, victim], () => victim.isDone);
  const { everyMs } = options.victim;
  const waits = victim.waits.filter(Number.isFinite);
  const report = {
    tries: victim.waits.length,
    served: waits.length,
    lastDay: victim.waits.slice(-Math.floor(DAY_MS / everyMs)).filter(Number.isFinite).length,
    inTime: waits.filter((wait) => wait <= IN_TIME_MS).length,
    longestMinutes: Math.max(0, ...waits) / MINUTE_MS,
    refusedCodes: victim.refusedCodes,
    strongCodes: victim.strongCodes,
    victimImages: victim.images.solved,
    strangerImages: stranger.images.solved,
    messages: messageCount(simulation) - messagesBefore,
  };
  logMetric(
    `SEC-49 ${title}: ${means.toString()}, a try every ${everyMs / MINUTE_MS} min: ${JSON.stringify(report)}`,
  );
  return report;
}

/** Images are recorded without an account. */
function messageCount(simulation: Simulation): number {
  return [...simulation.attack.sent.byId.values()].filter(({ account }) => account !== '').length;
}
