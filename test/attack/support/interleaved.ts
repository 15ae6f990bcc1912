import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import type { Fields } from '../../support/requests.js';
import { seededRng, shuffle } from '../../support/load/rng.js';
import { Sample } from '../../support/load/statistics.js';

/** A class of requests whose response times are compared with those of other classes. */
export interface RequestClass {
  readonly name: string;
  /** JSON texts, sent in turn. */
  readonly bodies: readonly string[];
  readonly path: string;
  readonly headers?: Fields;
}

export interface InterleavedOptions {
  /** Measured rounds. */
  readonly rounds: number;
  /** Rounds before the first measurement: JIT and caches warm up. */
  readonly warmUp: number;
  /** Parallel connections; for responses that mostly wait. @default 1 */
  readonly connections?: number;
}

/** Response times in microseconds by class, and all distinct responses as `status body`. */
export interface Interleaved {
  readonly samples: readonly Sample[];
  readonly replies: ReadonlySet<string>;
}

/** Sends one request per class and round, in a new random order each round. */
export async function interleaved(
  url: string,
  classes: readonly RequestClass[],
  { rounds, warmUp, connections = 1 }: InterleavedOptions,
): Promise<Interleaved> {
  const samples = classes.map(() => new Sample());
  const replies = new Set<string>();
  const work = async (first: number): Promise<void> => {
    const client = new TimedClient(url);
    const rng = seededRng(20_261_124 + first);
    for (let round = first; round < warmUp + rounds; round += connections) {
      for (const i of shuffle([...classes.keys()], rng)) {
        const { bodies, path, headers } = classes[i]!;
        const { reply, us } = await client.post(path, bodies[round % bodies.length]!, headers);
        if (round < warmUp) continue;
        samples[i]!.add(us);
        replies.add(reply);
      }
    }
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, (_, first) => work(first)));
  return { samples, replies };
}

/** An HTTP client with one exclusive connection that measures response times. */
class TimedClient {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  /** Sends a POST. Returns the status and body, and the microseconds until the response was complete. */
  async post(
    path: string,
    body: string,
    headers: Fields = {},
  ): Promise<{ readonly reply: string; readonly us: number }> {
    const request = http.request(this.url + path, {
      method: 'POST',
      agent: this.agent,
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers },
    });
    const began = process.hrtime.bigint();
    request.end(body);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const reply = `${response.statusCode} ${await text(response)}`;
    return { reply, us: Number(process.hrtime.bigint() - began) / 1000 };
  }

  close(): void {
    this.agent.destroy();
  }
}
