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
/** Never issued: the store is asked, and the answer is 1000005. */
const ANSWER = post(VERIFY, { ...IMAGE, codeID: 'AAAAAAAAAAAAAAAAAAAA', code: 'ACDEFH' });
const VERIFY_EVERY_MS = 10;
const FLOOD_MS = 5000;
/** prom-client samples the loop's delay with a timer of this period, which is part of what it reports. */
const METRIC_PERIOD_MS = 10;

/** The columns of a {@link scenario}. */
export const SCENARIO_HEADER = [
  'asked',
  'drawn/s',
  '503/s',
  'other',
  'verify p50 ms',
  'verify p99 ms',
  'verify answered otherwise',
  'loop delay p99 ms',
];

/**
 * Verifies all the time while others ask for images, and says what both got.
 * @param connections on which images are asked for; none is a calm service
 * @param presentation of the images @default the service's, a picture
 * @returns cells for {@link SCENARIO_HEADER}
 */
export async function scenario(
  { port, url }: ServiceProcess,
  connections: number,
  presentation?: 'audio',
): Promise<string[]> {
  await loopDelay(url);
  const counted = connections > 0 ? flood(port, connections, { ...IMAGE, presentation }) : calm();
  let isOver = false;
  void counted.then(() => (isOver = true));
  const client = new Client(port);
  const times: number[] = [];
  let wrong = 0;
  while (!isOver) {
    const began = performance.now();
    const { status } = await client.send(ANSWER);
    times.push(performance.now() - began);
    if (status !== 400) wrong++;
    await setTimeout(VERIFY_EVERY_MS);
  }
  const { drawn, refused, other } = await counted;
  const delay = await loopDelay(url);
  client.close();
  const each = (count: number) => ((count / FLOOD_MS) * 1000).toFixed(0);
  return [
    connections > 0 ? `${presentation ?? 'image'}, ${connections} connections` : 'nothing',
    each(drawn),
    each(refused),
    String(other),
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.99).toFixed(1),
    String(wrong),
    delay.toFixed(1),
  ];
}

async function flood(port: number, connections: number, body: object): Promise<FloodCounts> {
  const child = fork(FLOOD, [String(port), String(connections), String(FLOOD_MS), JSON.stringify(body)]);
  const ended = once(child, 'disconnect').then(() => Promise.reject(new Error('the flood sent no counts')));
  const [counts] = (await Promise.race([once(child, 'message'), ended])) as [FloodCounts];
  return counts;
}

function calm(): Promise<FloodCounts> {
  return setTimeout(FLOOD_MS, { drawn: 0, refused: 0, other: 0 });
}

/** The 99th percentile of the service's loop delay since the last call, in milliseconds. */
async function loopDelay(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text) ?? [];
  return Number(seconds) * 1000 - METRIC_PERIOD_MS;
}
