import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { isBuildFresh } from './build.js';
import { cpuSecondsOf, openHandlesOf, rssMibOf } from './load/process-stats.js';

/** A log line that names the URL, or, from the baseline servers of the benches, a line that is the URL. */
const LISTENING = /(?:listening on |^)(http:\/\/127\.0\.0\.1:\d+)/;
/** Killed when this process exits: a start that timed out has no test that stops it. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export interface ServiceOptions {
  /** Added to development settings on a free port. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Path of the script, from the project's root. @default 'dist/main.js' */
  readonly file?: string;
  /** CPU core to pin the process to with `taskset`, on Linux with several cores. @default any */
  readonly core?: number;
  /**
   * Whether standard output goes to a file, of which only the start is read. Reading lines from a pipe would take CPU time
   * from the load generator. @default false
   */
  readonly logsToFile?: boolean;
}

export interface ExitInfo {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds since the last {@link ServiceProcess.kill}. */
  readonly afterMs: number;
}

/** A server as a child process: signals, exit codes and log lines. */
export class ServiceProcess {
  readonly lines: string[] = [];
  stderr = '';
  url = '';
  private killedAt = 0;
  private readonly exited: Promise<ExitInfo>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly output: OutputFile | undefined,
  ) {
    running.add(child);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.read(line));
    this.exited = once(child, 'close').then((event) => {
      const [code, signal] = event as [number | null, NodeJS.Signals | null];
      running.delete(child);
      output?.remove();
      return { code, signal, afterMs: performance.now() - this.killedAt };
    });
  }

  static spawn({
    env = {},
    file = 'dist/main.js',
    core,
    logsToFile = false,
  }: ServiceOptions = {}): ServiceProcess {
    if (!isBuildFresh('dist/main.js'))
      throw new Error('dist/main.js is missing or older than a source: npm run build');
    const defaults = { NODE_ENV: 'development', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info' };
    const output = logsToFile ? new OutputFile() : undefined;
    const [command, ...args] = [...pinnedTo(core), process.execPath, file];
    const child = spawn(command, args, {
      env: { PATH: process.env['PATH'], ...defaults, ...env },
      stdio: ['ignore', output?.fd ?? 'pipe', 'pipe'],
    });
    return new ServiceProcess(child, output);
  }

  /** @throws {Error} with the contents of stderr, if the process exits before it listens */
  static async start(options: ServiceOptions = {}): Promise<ServiceProcess> {
    const service = ServiceProcess.spawn(options);
    await service.waitUntilListening();
    return service;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** User plus system CPU time, in seconds. */
  cpuSeconds(): number {
    return cpuSecondsOf(this.pid);
  }

  /** Resident memory, in MiB. */
  rssMib(): number {
    return rssMibOf(this.pid);
  }

  /** Number of open file descriptors. */
  openHandles(): number {
    return openHandlesOf(this.pid);
  }

  /**
   * Resolves once a line of standard output matches.
   * @throws {Error} if the process exits first
   */
  async waitForLog(pattern: RegExp): Promise<void> {
    await this.unlessExited(async () => {
      while (!this.lines.some((line) => pattern.test(line))) await once(this.child.stdout!, 'data');
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.killedAt = performance.now();
    this.child.kill(signal);
  }

  waitForExit(): Promise<ExitInfo> {
    return this.exited;
  }

  /** Kills the process if it still runs. For cleanup. */
  async stop(): Promise<void> {
    if (this.isAlive) this.child.kill('SIGKILL');
    await this.exited;
  }

  private get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private async waitUntilListening(): Promise<void> {
    const { output } = this;
    if (!output) return this.waitForLog(LISTENING);
    await this.unlessExited(async () => {
      for (; !this.url && this.isAlive; await setTimeout(50))
        output
          .text()
          .split('\n')
          .forEach((line) => this.read(line));
    });
  }

  private read(line: string): void {
    if (!this.output) this.lines.push(line);
    this.url ||= LISTENING.exec(line)?.[1] ?? '';
  }

  private async unlessExited(work: () => Promise<void>): Promise<void> {
    const exit = await Promise.race([work(), this.exited]);
    if (exit) throw new Error(`exit ${exit.code}: ${this.stderr}`);
  }
}

/** A temporary file for the output of a process. */
class OutputFile {
  private readonly folder = mkdtempSync(join(tmpdir(), 'output-'));
  private readonly path = join(this.folder, 'stdout');
  readonly fd = openSync(this.path, 'w');

  text(): string {
    return readFileSync(this.path, 'utf8');
  }

  remove(): void {
    closeSync(this.fd);
    rmSync(this.folder, { recursive: true });
  }
}

/**
 * The start of a command line that pins a program to a core; empty without one, and where there is only one.
 * @param core number of the core, or `undefined`
 */
export function pinnedTo(core: number | undefined): string[] {
  const canPin = process.platform === 'linux' && availableParallelism() > 1;
  return core !== undefined && canPin ? ['taskset', '-c', String(core)] : [];
}
