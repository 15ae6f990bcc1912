import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../../src/app.config.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const LISTENING = /listening on (http:\/\/127\.0\.0\.1:\d+)/;

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds from the last {@link Service.kill} on. */
  readonly afterMs: number;
}

/** The built service as its supervisor sees it: a process with signals, exit codes, and lines on its standard output. */
export class Service {
  readonly lines: string[] = [];
  /** What it wrote to its standard error. */
  complaints = '';
  private killedAt = 0;
  private readonly ended: Promise<End>;

  private constructor(private readonly child: ChildProcess) {
    // A start that nobody waits for any longer, because its hook timed out, ends with the tests at the latest.
    const guard = (): void => void child.kill('SIGKILL');
    process.once('exit', guard);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    createInterface(child.stdout!).on('line', (line) => this.lines.push(line));
    this.ended = once(child, 'close').then((ending) => {
      const [code, signal] = ending as [number | null, NodeJS.Signals | null];
      process.removeListener('exit', guard);
      return { code, signal, afterMs: performance.now() - this.killedAt };
    });
  }

  /** @param file what Node runs @default the built service */
  static spawn(env: Environment, file = 'dist/main.js'): Service {
    if (!existsSync(`${ROOT}/dist/main.js`)) throw new Error('dist/main.js is missing: npm run build first');
    const own = { NODE_ENV: 'development', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info' };
    return new Service(
      spawn(process.execPath, [file], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], ...own, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** @throws {Error} with what it wrote to stderr, when it ends instead of listening */
  static async start(env: Environment = {}, file?: string): Promise<Service> {
    const service = Service.spawn(env, file);
    await service.said(LISTENING);
    return service;
  }

  get url(): string {
    return this.lines.map((line) => LISTENING.exec(line)?.[1]).find(Boolean) ?? '';
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resolves once a line of its standard output matches. */
  async said(pattern: RegExp): Promise<void> {
    const found = (async () => {
      while (!this.lines.some((line) => pattern.test(line))) await once(this.child.stdout!, 'data');
    })();
    const end = await Promise.race([found, this.ended]);
    if (end) throw new Error(`exit ${end.code}: ${this.complaints}`);
  }

  kill(signal: NodeJS.Signals): void {
    this.killedAt = performance.now();
    this.child.kill(signal);
  }

  end(): Promise<End> {
    return this.ended;
  }

  /** For clean-up, whatever became of it. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended;
  }
}
