import { setTimeout as sleep } from 'node:timers/promises';
import { type Answers, Client, count } from './load.js';

/** What came of a second or more of load. */
export interface Result {
  readonly answers: Answers;
  /** Milliseconds from when a request was due to its answer, by status. */
  readonly latencies: ReadonlyMap<number, readonly number[]>;
  /** Requests that were due when every connection was busy. */
  readonly unsent: number;
}

/** Most connections at once. */
const CONNECTIONS = 4000;
/** Milliseconds between two batches. */
const TICK_MS = 10;

/** As many requests a second as asked for, whether or not they are answered: what a crowd does, and no closed loop. */
export class OpenLoop {
  private readonly idle: Client[] = [];
  private open = 0;

  constructor(
    private readonly port: number,
    private readonly request: string,
  ) {}

  async run(perSecond: number, ms: number): Promise<Result> {
    const answers: Answers = new Map();
    const latencies = new Map<number, number[]>();
    const pending = new Set<Promise<void>>();
    let unsent = 0;
    const began = performance.now();
    for (let sent = 0; performance.now() - began < ms; await sleep(TICK_MS)) {
      const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
      for (; sent < due; sent++) {
        const client = this.take();
        if (!client) {
          unsent++;
          continue;
        }
        const at = began + (sent / perSecond) * 1000;
        const answered = client.send(this.request).then(
          (status) => {
            count(answers, status);
            const known = latencies.get(status);
            if (known) known.push(performance.now() - at);
            else latencies.set(status, [performance.now() - at]);
            this.idle.push(client);
          },
          () => {
            count(answers, 0);
            this.idle.push(client);
          },
        );
        pending.add(answered);
        void answered.then(() => pending.delete(answered));
      }
    }
    await Promise.all(pending);
    return { answers, latencies, unsent };
  }

  close(): void {
    for (const client of this.idle) client.close();
  }

  private take(): Client | undefined {
    const client = this.idle.pop();
    if (client) return client;
    if (this.open >= CONNECTIONS) return undefined;
    this.open++;
    return new Client(this.port);
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
