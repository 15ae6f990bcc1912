import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, post } from '../../test/support/client.js';
import type { ServiceProcess } from '../../test/support/service-process.js';
import { quantile } from '../../test/support/load/statistics.js';
import { IMAGE, VERIFY } from '../requests.js';
import type { FloodCounts } from './flood.js';

const FLOOD = fileURLToPath(new URL('flood.js', import.meta.url));
/** A challenge that does not exist: the store is queried and the response is 1000005. */
const VERIFICATION = post(VERIFY, { ...IMAGE, codeID: 'AAAAAAAAAAAAAAAAAAAA', code: 'ACDEFH' });
const VERIFY_EVERY_MS = 10;
const FLOOD_MS = 5000;
/** prom-client samples the loop delay with a timer of this period, and the reported delay includes the period. */
const METRIC_PERIOD_MS = 10;

/** Columns of {@link scenario}. */
export const SCENARIO_HEADER = [
  'load',
  'drawn/s',
  '503/s',
  'other',
  'verify p50 ms',
  'verify p99 ms',
  'verify, other status',
  'loop delay p99 ms',
];

/**
 * Verifies continuously under a flood of image requests and measures both.
 * @param connections connections of the flood; 0 for an idle service
 * @param presentation requested presentation @default the service's, a picture
 * @returns cells for {@link SCENARIO_HEADER}
 */
export async function scenario(
  { port, url }: ServiceProcess,
  connections: number,
  presentation?: 'audio',
): Promise<string[]> {
  await loopDelay(url);
  const counting = connections > 0 ? flood(port, connections, { ...IMAGE, presentation }) : idle();
  let isOver = false;
  void counting.then(() => (isOver = true));
  const client = new Client(port);
  const times: number[] = [];
  let unexpected = 0;
  while (!isOver) {
    const began = performance.now();
    const { status } = await client.send(VERIFICATION);
    times.push(performance.now() - began);
    if (status !== 400) unexpected++;
    await setTimeout(VERIFY_EVERY_MS);
  }
  const { drawn, refused, other } = await counting;
  const delay = await loopDelay(url);
  client.close();
  const perSecond = (count: number) => ((count / FLOOD_MS) * 1000).toFixed(0);
  return [
    connections > 0 ? `${presentation ?? 'image'}, ${connections} connections` : 'nothing',
    perSecond(drawn),
    perSecond(refused),
    String(other),
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.99).toFixed(1),
    String(unexpected),
    delay.toFixed(1),
  ];
}

async function flood(port: number, connections: number, body: object): Promise<FloodCounts> {
  const child = fork(FLOOD, [String(port), String(connections), String(FLOOD_MS), JSON.stringify(body)]);
  const ended = once(child, 'disconnect').then(() =>
    Promise.reject(new Error('the flood process sent no counts')),
  );
  const [counts] = (await Promise.race([once(child, 'message'), ended])) as [FloodCounts];
  return counts;
}

function idle(): Promise<FloodCounts> {
  return setTimeout(FLOOD_MS, { drawn: 0, refused: 0, other: 0 });
}

/** p99 of the service's event loop delay since the last call, in milliseconds. */
async function loopDelay(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text) ?? [];
  return Number(seconds) * 1000 - METRIC_PERIOD_MS;
}
