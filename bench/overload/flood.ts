// Child process, forked with port, connections, milliseconds and body. Generates closed-loop load and sends the response
// counts to its parent.
import { setTimeout } from 'node:timers/promises';
import { post } from '../../test/support/client.js';
import { ClosedLoop } from '../../test/support/load/load.js';
import { CAPTCHA } from '../requests.js';

/** Responses by outcome. */
export interface FloodCounts {
  drawn: number;
  /** 503 with `Retry-After: 1`. */
  refused: number;
  other: number;
}

const [port, connections, milliseconds, json] = process.argv.slice(2) as [string, string, string, string];
const request = post(CAPTCHA, JSON.parse(json) as object);
const counts: FloodCounts = { drawn: 0, refused: 0, other: 0 };
const loop = ClosedLoop.start({
  port: Number(port),
  connections: Number(connections),
  request: () => request,
  onResponse: (reply) => {
    if (reply?.status === 200) counts.drawn++;
    else if (reply?.status === 503 && /^retry-after: 1$/im.test(reply.head)) counts.refused++;
    else counts.other++;
  },
});
await setTimeout(Number(milliseconds));
await loop.stop();
process.send?.(counts);
process.disconnect();
