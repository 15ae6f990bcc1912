import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Reply } from '../client.js';
import { Counter } from './counter.js';
import { times } from '../vitest/times.js';

/** How finely random arrivals are drawn. */
const STEPS = 2 ** 32;
/** Milliseconds between two looks at what is due. */
const TICK_MS = 1;

/** The n-th request as bytes, from 0. */
export type Requests = (n: number) => string;

/** What came of load. Status 0 is a connection that broke or was refused. */
export class LoadResult {
  /** Milliseconds to each answer, by status. */
  readonly latencies = new Map<number, number[]>();
  /** Requests that were due when every connection was busy. */
  unsent = 0;
  seconds = 0;

  count(status: number): number {
    return this.latencies.get(status)?.length ?? 0;
  }

  get statuses(): number[] {
    return [...this.latencies.keys()].sort((a, b) => a - b);
  }

  /** Milliseconds to every answer. */
  get all(): number[] {
    return [...this.latencies.values()].flat();
  }

  /** Answers by status, for people. */
  toString(): string {
    const told = this.statuses.map((status) => `${this.count(status)} × ${status || 'broken'}`);
    return [...told, ...(this.unsent ? [`${this.unsent} unsent`] : [])].join(', ');
  }

  add(status: number, ms: number): void {
    const known = this.latencies.get(status);
    if (known) known.push(ms);
    else this.latencies.set(status, [ms]);
  }
}

export interface OpenLoopOptions {
  readonly port: number;
  readonly request: Requests;
  /** Arrivals at random, as of people who know nothing of each other; else evenly. @default false */
  readonly isPoisson?: boolean;
  /** Most connections at once. @default 4000 */
  readonly connections?: number;
}

/**
 * As many requests a second as asked for, whether or not they are answered. A closed loop would wait with a server that
 * stalls, and never see it. Latency counts from when a request was due.
 */
export class OpenLoop {
  private readonly idle: Client[] = [];
  private open = 0;
  private sent = 0;

  constructor(private readonly options: OpenLoopOptions) {}

  /** @returns once every request is answered */
  async run(perSecond: number, ms: number): Promise<LoadResult> {
    const { isPoisson = false } = this.options;
    const result = new LoadResult();
    const pending = new Set<Promise<void>>();
    const began = performance.now();
    const gap = (): number => ((isPoisson ? -Math.log(randomInt(1, STEPS) / STEPS) : 1) * 1000) / perSecond;
    for (let due = began; due < began + ms; await sleep(TICK_MS)) {
      for (const now = performance.now(); due <= now && due < began + ms; due += gap()) {
        const asking = this.ask(due, result);
        if (!asking) continue;
        pending.add(asking);
        void asking.then(() => pending.delete(asking));
      }
    }
    await Promise.all(pending);
    result.seconds = (performance.now() - began) / 1000;
    return result;
  }

  close(): void {
    for (const client of this.idle.splice(0)) client.close();
  }

  private ask(due: number, result: LoadResult): Promise<void> | undefined {
    const client = this.take();
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

  private take(): Client | undefined {
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
  /** What each connection asks, by its number. */
  readonly request: Requests;
  /** Milliseconds between an answer and the next request. @default 0 */
  readonly pauseMs?: number;
  /** Sees every answer; `undefined` is a connection that broke. */
  readonly onResponse?: (reply: Reply | undefined, connection: number) => void;
}

/** Connections that each ask again as soon as they are answered, until {@link stop}. */
export class ClosedLoop {
  readonly result = new LoadResult();
  /** Requests that are under way now. */
  inFlight = 0;
  private isOver = false;
  private readonly began = performance.now();
  private readonly all: Promise<unknown>;
  private readonly answers = new Counter();

  private constructor(private readonly options: ClosedLoopOptions) {
    this.all = Promise.all(times(options.connections, (n) => this.work(n)));
  }

  static start(options: ClosedLoopOptions): ClosedLoop {
    return new ClosedLoop(options);
  }

  /** Resolves once so many more requests are answered, or broken. */
  waitForResponses(count: number): Promise<void> {
    return this.answers.waitForMore(count);
  }

  /** Sends nothing more. @returns once every request is answered */
  async stop(): Promise<LoadResult> {
    this.isOver = true;
    await this.all;
    this.result.seconds = (performance.now() - this.began) / 1000;
    return this.result;
  }

  private async work(n: number): Promise<void> {
    const { port, request, pauseMs = 0, onResponse } = this.options;
    const client = new Client(port);
    while (!this.isOver) {
      const began = performance.now();
      this.inFlight++;
      const reply = await client.send(request(n)).catch(() => undefined);
      this.inFlight--;
      this.result.add(reply?.status ?? 0, performance.now() - began);
      onResponse?.(reply, n);
      this.answers.add();
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
