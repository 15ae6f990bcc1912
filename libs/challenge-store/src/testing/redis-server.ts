import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ConnectionOptions } from '../redis/connection/redis.options.js';
import { describeWithCommand } from './describe-with-command.js';

/** The line that `redis-server` prints when it is ready, as a server or as a sentinel. */
const READY = /Ready to accept connections|\+monitor master/;

/** Arguments that turn persistence off. */
export const NO_PERSISTENCE: readonly string[] = ['--save', '', '--appendonly', 'no'];

/** Certificates as PEM. */
export interface RedisTls {
  readonly cert: string;
  readonly key: string;
  /** The authority that the server trusts, e.g. its primary's. */
  readonly ca: string;
}

const CA_FILE = 'ca.pem';

/** Arguments for TLS between servers. */
const TLS_PEERS: readonly string[] = ['--tls-replication', 'yes', '--tls-cluster', 'yes'];

export interface RedisServerOptions {
  /** Arguments of `redis-server` after the port, the address and the directory. @default no persistence */
  readonly args?: readonly string[];
  /** Text of a configuration file, which sentinels require. */
  readonly config?: string;
  /** @default a free port */
  readonly port?: number;
  /** Its port, its replication and its cluster bus use TLS. @default no TLS */
  readonly tls?: RedisTls | undefined;
  /** Required of clients. @default none */
  readonly password?: string | undefined;
}

/** A `redis-server` process on its own loopback port, with a temporary directory. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private watchdog: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly dir: string,
    private readonly command: readonly string[],
    private readonly options: RedisServerOptions,
  ) {}

  /** With the password and the authority's file. */
  get url(): string {
    return redisUrl('redis', [this], this);
  }

  /** File of the certificate authority. */
  get ca(): string | undefined {
    return this.options.tls && join(this.dir, CA_FILE);
  }

  get password(): string | undefined {
    return this.options.password;
  }

  /** Options of a connection by ioredis. */
  get connection(): ConnectionOptions {
    const { password, tls } = this.options;
    return {
      port: this.port,
      host: '127.0.0.1',
      ...(password !== undefined && { password }),
      // Each test certificate is valid for localhost, and not each for the IP address.
      ...(tls && { tls: { ca: tls.ca, servername: 'localhost' } }),
    };
  }

  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const { args = NO_PERSISTENCE, config, tls, password } = options;
    const port = options.port ?? (await freePort());
    const dir = await mkdtemp(join(tmpdir(), 'redis-'));
    const file = config === undefined ? [] : [join(dir, 'redis.conf')];
    for (const path of file) await writeFile(path, config ?? '');
    const login = password === undefined ? [] : ['--requirepass', password];
    const address = tls ? await tlsArgs(tls, port, dir) : ['--port', String(port)];
    const command = [...file, ...address, '--bind', '127.0.0.1', '--dir', dir, ...login, ...args];
    const server = new RedisServer(port, dir, command, options);
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

interface RedisUrlParts {
  readonly path?: string;
  /** Of the data nodes. */
  readonly password: string | undefined;
  readonly sentinelPassword?: string | undefined;
}

/** A URL of servers or sentinels, with TLS and their authority's file if they use it. */
export function redisUrl(
  scheme: 'redis' | 'redis+cluster' | 'redis+sentinel',
  servers: readonly RedisServer[],
  { path = '', password, sentinelPassword }: RedisUrlParts,
): string {
  const ca = servers[0]?.ca;
  const hosts = servers.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  const query = Object.entries({ sentinelPassword, ca })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
  return `${ca ? scheme.replace('redis', 'rediss') : scheme}://${login}${hosts}${path}${query && `?${query}`}`;
}

async function tlsArgs(tls: RedisTls, port: number, dir: string): Promise<string[]> {
  const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem'), ca: join(dir, CA_FILE) };
  await Promise.all([
    writeFile(files.cert, tls.cert),
    writeFile(files.key, tls.key),
    writeFile(files.ca, tls.ca),
  ]);
  const trust = ['--tls-cert-file', files.cert, '--tls-key-file', files.key, '--tls-ca-cert-file', files.ca];
  return ['--port', '0', '--tls-port', String(port), ...trust, '--tls-auth-clients', 'no', ...TLS_PEERS];
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
