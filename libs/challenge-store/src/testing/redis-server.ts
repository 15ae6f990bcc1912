import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeWithCommand } from './describe-with-command.js';

/** What `redis-server` prints when it can be used, as a server and as a sentinel. */
const READY = /Ready to accept connections|\+monitor master/;

/** Arguments of a `redis-server` that forgets everything when it ends. */
export const NOTHING_SAVED: readonly string[] = ['--save', '', '--appendonly', 'no'];

export interface RedisServerOptions {
  /** Arguments of `redis-server` after the port, the address and the directory. @default nothing is persisted */
  readonly args?: readonly string[];
  /** Text of a configuration file, which sentinels insist on. */
  readonly config?: string;
  /** @default a free one */
  readonly port?: number;
}

/** A real `redis-server` of this test alone: own port on loopback, own directory, gone with the test. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private guard: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly dir: string,
    private readonly command: readonly string[],
  ) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  static async start({ args = NOTHING_SAVED, config, port }: RedisServerOptions = {}): Promise<RedisServer> {
    const chosen = port ?? (await freePort());
    const dir = await mkdtemp(join(tmpdir(), 'redis-'));
    const file = config === undefined ? [] : [join(dir, 'redis.conf')];
    for (const path of file) await writeFile(path, config ?? '');
    const own = ['--port', String(chosen), '--bind', '127.0.0.1', '--dir', dir];
    const server = new RedisServer(chosen, dir, [...file, ...own, ...args]);
    await server.restart();
    return server;
  }

  /** Starts again what was killed: same port, same directory, so a snapshot taken before is loaded. */
  async restart(): Promise<void> {
    const child = spawn('redis-server', this.command, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.child = child;
    this.guard = guardOf(child, this.dir);
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server ended:\n${said.join('\n')}`)));
      createInterface(child.stdout).on('line', (line) => {
        said.push(line);
        if (READY.test(line)) resolve();
      });
    });
  }

  /** `kill -9`: whatever was not saved is lost. */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.guard?.kill('SIGKILL');
    child.kill('SIGKILL');
    await ended;
  }

  /** Stops the process without a word to its clients: connections stay open and nothing is answered. */
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

/** Ends a server whose test was itself killed: its input closes with us, whatever became of us. */
function guardOf({ pid }: ChildProcess, dir: string): ChildProcess {
  const script = 'cat; kill -9 "$0"; rm -rf "$1"';
  const stdio: StdioOptions = ['pipe', 'ignore', 'ignore'];
  return spawn('sh', ['-c', script, String(pid), dir], { stdio });
}

/** A suite that needs a `redis-server`; see {@link describeWithCommand}. */
export function describeWithRedis(name: string, body: () => void): void {
  describeWithCommand('redis-server', name, body);
}

/** A port of loopback that nobody listens on; for a moment at least. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
