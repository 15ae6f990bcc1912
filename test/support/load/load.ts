import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Reply } from '../client.js';
import { Counter } from './counter.js';
import { times } from '../vitest/times.js';

/** Resolution of the random arrival times. */
const STEPS = 2 ** 32;
/** Milliseconds between two checks for due requests. */
const TICK_MS = 1;

/** Returns the raw bytes of request number `n`, from 0. */
export type RequestFactory = (n: number) => string;

/** Responses of a load run by status. Status 0 is a broken or refused connection. */
export class LoadResult {
  /** Response times in milliseconds, by status. */
  readonly latencies = new Map<number, number[]>();
  /** Requests that were due while every connection was busy. */
  unsent = 0;
  seconds = 0;

  count(status: number): number {
    return this.latencies.get(status)?.length ?? 0;
  }

  get statuses(): number[] {
    return [...this.latencies.keys()].sort((a, b) => a - b);
  }

  /** All response times in milliseconds. */
  get all(): number[] {
    return [...this.latencies.values()].flat();
  }

  /** For example `120 × 200, 3 × 503, 7 unsent`. */
  toString(): string {
    const counts = this.statuses.map((status) => `${this.count(status)} × ${status || 'broken'}`);
    return [...counts, ...(this.unsent ? [`${this.unsent} unsent`] : [])].join(', ');
  }

  add(status: number, ms: number): void {
    const list = this.latencies.get(status);
    if (list) list.push(ms);
    else this.latencies.set(status, [ms]);
  }
}

export interface OpenLoopOptions {
  readonly port: number;
  readonly request: RequestFactory;
  /** Poisson arrivals, as of independent users, instead of evenly spaced ones. @default false */
  readonly isPoisson?: boolean;
  /** Maximum number of connections. @default 4000 */
  readonly connections?: number;
}

/**
 * Open-loop load: sends requests at a fixed rate whether or not the previous ones are answered. A closed loop would slow
 * down with a stalled server and hide the stall. Latency counts from the time a request was due.
 */
export class OpenLoop {
  private readonly idle: Client[] = [];
  private open = 0;
  private sent = 0;

  constructor(private readonly options: OpenLoopOptions) {}

  /** @returns after every request is answered */
  async run(perSecond: number, ms: number): Promise<LoadResult> {
    const { isPoisson = false } = this.options;
    const result = new LoadResult();
    const pending = new Set<Promise<void>>();
    const began = performance.now();
    const gap = (): number => ((isPoisson ? -Math.log(randomInt(1, STEPS) / STEPS) : 1) * 1000) / perSecond;
    for (let due = began; due < began + ms; await sleep(TICK_MS)) {
      for (const now = performance.now(); due <= now && due < began + ms; due += gap()) {
        const request = this.sendRequest(due, result);
        if (!request) continue;
        pending.add(request);
        void request.then(() => pending.delete(request));
      }
    }
    await Promise.all(pending);
    result.seconds = (performance.now() - began) / 1000;
    return result;
  }

  close(): void {
    for (const client of this.idle.splice(0)) client.close();
  }

  private sendRequest(due: number, result: LoadResult): Promise<void> | undefined {
    const client = this.acquire();
    const n = this.sent++;
    if (!client) {
      result.unsent++;
      return undefined;
    }
    return statusOf(client.send(this.options.request(n))).then((status) => {
      result.add(status, performance.now() - due);
      this.idle.push(client);
    });
  }

  private acquire(): Client | undefined {
    const client = this.idle.pop();
    if (client) return client;
    if (this.open >= (this.options.connections ?? 4000)) return undefined;
    this.open++;
    return new Client(this.options.port);
  }
}

export interface ClosedLoopOptions {
  readonly port: number;
  readonly connections: number;
  /** Called with the number of the connection. */
  readonly request: RequestFactory;
  /** Milliseconds between a response and the next request. @default 0 */
  readonly pauseMs?: number;
  /** Called for every response; `undefined` means that the connection broke. */
  readonly onResponse?: (reply: Reply | undefined, connection: number) => void;
}

/** Closed-loop load: each connection sends its next request after a response, until {@link stop}. */
export class ClosedLoop {
  readonly result = new LoadResult();
  /** Requests without a response yet. */
  inFlight = 0;
  private isStopped = false;
  private readonly began = performance.now();
  private readonly workers: Promise<unknown>;
  private readonly responses = new Counter();

  private constructor(private readonly options: ClosedLoopOptions) {
    this.workers = Promise.all(times(options.connections, (n) => this.work(n)));
  }

  static start(options: ClosedLoopOptions): ClosedLoop {
    return new ClosedLoop(options);
  }

  /** Resolves after `count` more requests are answered or have failed. */
  waitForResponses(count: number): Promise<void> {
    return this.responses.waitForMore(count);
  }

  /** Sends no new requests. @returns after every pending request is answered */
  async stop(): Promise<LoadResult> {
    this.isStopped = true;
    await this.workers;
    this.result.seconds = (performance.now() - this.began) / 1000;
    return this.result;
  }

  private async work(n: number): Promise<void> {
    const { port, request, pauseMs = 0, onResponse } = this.options;
    const client = new Client(port);
    while (!this.isStopped) {
      const began = performance.now();
      this.inFlight++;
      const reply = await client.send(request(n)).catch(() => undefined);
      this.inFlight--;
      this.result.add(reply?.status ?? 0, performance.now() - began);
      onResponse?.(reply, n);
      this.responses.add();
      if (pauseMs > 0) await sleep(pauseMs);
    }
    client.close();
  }
}

function statusOf(reply: Promise<Reply>): Promise<number> {
  return reply.then(
    ({ status }) => status,
    () => 0,
  );
}
