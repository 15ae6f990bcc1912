// A process of its own, forked with URL, connections, milliseconds and body: asks on so many connections at once, each
// again as soon as it is answered, and sends its parent the counts.
import { Agent } from 'node:http';
import { post } from '../post.js';
import { CAPTCHA } from '../requests.js';

/** Answers by what the service did. */
export interface FloodCounts {
  drawn: number;
  /** 503 that says when to come again. */
  refused: number;
  other: number;
}

const [url, connections, milliseconds, json] = process.argv.slice(2) as [string, string, string, string];
const body = JSON.parse(json) as object;
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const counts: FloodCounts = { drawn: 0, refused: 0, other: 0 };
const end = performance.now() + Number(milliseconds);

async function askOnAndOn(): Promise<void> {
  while (performance.now() < end) {
    const { status, retryAfter } = await post(url + CAPTCHA, body, agent);
    if (status === 200) counts.drawn++;
    else if (status === 503 && retryAfter === '1') counts.refused++;
    else counts.other++;
  }
}

await Promise.all(Array.from({ length: Number(connections) }, askOnAndOn));
process.send?.(counts);
agent.destroy();
process.disconnect();
