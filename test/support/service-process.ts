import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { isBuildFresh } from './build.js';
import { cpuSecondsOf, openHandlesOf, rssMibOf } from './load/process-stats.js';

/** The line of the log that names the URL, or, in the baselines of the benches, a line that is the URL. */
const LISTENING = /(?:listening on |^)(http:\/\/127\.0\.0\.1:\d+)/;
/** Killed when this process exits, also where a start timed out and no test stops it. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export interface ServiceOptions {
  /** Added to a development machine's settings on a free port. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What Node runs, from the project's folder. @default the built service */
  readonly file?: string;
  /** The one core it may use, where there are several and `taskset`. @default any */
  readonly core?: number;
  /**
   * Its standard output goes to a file that only the start is read from, as under a supervisor: reading lines would cost
   * the load generator's core. @default false
   */
  readonly logsToFile?: boolean;
}

/** How a process ended. */
export interface ExitInfo {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds from the last {@link ServiceProcess.kill} on. */
  readonly afterMs: number;
}

/** A server as its supervisor sees it: a process with signals, exit codes, and lines on its standard output. */
export class ServiceProcess {
  readonly lines: string[] = [];
  /** What it wrote to its standard error. */
  stderr = '';
  url = '';
  private killedAt = 0;
  private readonly ended: Promise<ExitInfo>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly output: OutputFile | undefined,
  ) {
    running.add(child);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.read(line));
    this.ended = once(child, 'close').then((ending) => {
      const [code, signal] = ending as [number | null, NodeJS.Signals | null];
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
    const own = { NODE_ENV: 'development', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info' };
    const output = logsToFile ? new OutputFile() : undefined;
    const [command, ...args] = [...onCore(core), process.execPath, file];
    const child = spawn(command, args, {
      env: { PATH: process.env['PATH'], ...own, ...env },
      stdio: ['ignore', output?.fd ?? 'pipe', 'pipe'],
    });
    return new ServiceProcess(child, output);
  }

  /** @throws {Error} with what it wrote to stderr, when it ends instead of listening */
  static async start(options: ServiceOptions = {}): Promise<ServiceProcess> {
    const service = ServiceProcess.spawn(options);
    await service.listening();
    return service;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** User and system time so far. */
  cpuSeconds(): number {
    return cpuSecondsOf(this.pid);
  }

  /** Memory that is resident now. */
  rssMib(): number {
    return rssMibOf(this.pid);
  }

  /** Files and sockets that are open now. */
  openHandles(): number {
    return openHandlesOf(this.pid);
  }

  /** Resolves once a line of its standard output matches. */
  async waitForLog(pattern: RegExp): Promise<void> {
    await this.unlessEnded(async () => {
      while (!this.lines.some((line) => pattern.test(line))) await once(this.child.stdout!, 'data');
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.killedAt = performance.now();
    this.child.kill(signal);
  }

  waitForExit(): Promise<ExitInfo> {
    return this.ended;
  }

  /** For clean-up, whatever became of it. */
  async stop(): Promise<void> {
    if (this.isAlive) this.child.kill('SIGKILL');
    await this.ended;
  }

  private get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private async listening(): Promise<void> {
    const { output } = this;
    if (!output) return this.waitForLog(LISTENING);
    await this.unlessEnded(async () => {
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

  private async unlessEnded(work: () => Promise<void>): Promise<void> {
    const end = await Promise.race([work(), this.ended]);
    if (end) throw new Error(`exit ${end.code}: ${this.stderr}`);
  }
}

/** A file of its own that a process writes to. */
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

function onCore(core: number | undefined): string[] {
  const canChoose = process.platform === 'linux' && availableParallelism() > 1;
  return core !== undefined && canChoose ? ['taskset', '-c', String(core)] : [];
}
