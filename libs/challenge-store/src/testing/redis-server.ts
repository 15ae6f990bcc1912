import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeWithCommand } from './describe-with-command.js';

/** The line that `redis-server` prints when it is ready, as a server or as a sentinel. */
const READY = /Ready to accept connections|\+monitor master/;

/** Arguments that turn persistence off. */
export const NO_PERSISTENCE: readonly string[] = ['--save', '', '--appendonly', 'no'];

export interface RedisServerOptions {
  /** Arguments of `redis-server` after the port, the address and the directory. @default no persistence */
  readonly args?: readonly string[];
  /** Text of a configuration file, which sentinels require. */
  readonly config?: string;
  /** @default a free port */
  readonly port?: number;
}

/** A `redis-server` process on its own loopback port, with a temporary directory. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private watchdog: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly dir: string,
    private readonly command: readonly string[],
  ) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  static async start({ args = NO_PERSISTENCE, config, port }: RedisServerOptions = {}): Promise<RedisServer> {
    const chosen = port ?? (await freePort());
    const dir = await mkdtemp(join(tmpdir(), 'redis-'));
    const file = config === undefined ? [] : [join(dir, 'redis.conf')];
    for (const path of file) await writeFile(path, config ?? '');
    const address = ['--port', String(chosen), '--bind', '127.0.0.1', '--dir', dir];
    const server = new RedisServer(chosen, dir, [...file, ...address, ...args]);
    await server.restart();
    return server;
  }

  /** Starts the killed process again with the same port and directory, so that it loads its snapshot. */
  async restart(): Promise<void> {
    const child = spawn('redis-server', this.command, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.child = child;
    this.watchdog = startWatchdog(child, this.dir);
    const output: string[] = [];
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server exited:\n${output.join('\n')}`)));
      createInterface(child.stdout).on('line', (line) => {
        output.push(line);
        if (READY.test(line)) resolve();
      });
    });
  }

  /** `kill -9`: unsaved data is lost. */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    this.watchdog?.kill('SIGKILL');
    child.kill('SIGKILL');
    await exited;
  }

  /** Suspends the process (SIGSTOP): connections stay open, commands get no reply. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** Kills the server and removes its directory when this process ends, however it ends: `cat` then reads end-of-file. */
function startWatchdog({ pid }: ChildProcess, dir: string): ChildProcess {
  const script = 'cat; kill -9 "$0"; rm -rf "$1"';
  const stdio: StdioOptions = ['pipe', 'ignore', 'ignore'];
  return spawn('sh', ['-c', script, String(pid), dir], { stdio });
}

/** A `describe` for tests that run `redis-server`; see {@link describeWithCommand}. */
export function describeWithRedis(name: string, body: () => void): void {
  describeWithCommand('redis-server', name, body);
}

/** A loopback port that is free at the moment of the call. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
