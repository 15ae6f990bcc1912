import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** From bench/dist/http. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const URL_IN_LINE = /http:\/\/127\.0\.0\.1:\d+/;
/** Clock ticks a second in /proc/PID/stat (getconf CLK_TCK: 100 on every Linux of today). */
const TICKS = 100;

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  /** User and system time of the process so far. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

interface Placement {
  /** The one core it may use. */
  readonly core: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a script under Node on one core; what it prints says where it listens. It prints into a file, as a supervised
 * service does: a pipe would have to be read by somebody, on one of the two cores.
 */
export async function startServer(script: string, { core, env = {} }: Placement): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const output = await open(join(folder, 'stdout'), 'w+');
  const child = spawn('taskset', ['-c', String(core), process.execPath, script], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', output.fd, 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await output.close();
    await rm(folder, { recursive: true });
  };
  for (;;) {
    const [url] = URL_IN_LINE.exec(await readFile(join(folder, 'stdout'), 'utf8')) ?? [];
    if (url) return { url, cpuSeconds: () => cpuSeconds(child.pid ?? 0), stop };
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}`);
    await setTimeout(50);
  }
}

/** The built application with everything on but the limits, which the one address of a load generator would meet. */
export function startApp({ core, env = {} }: Placement): Promise<Server> {
  return startServer('dist/main.js', {
    core,
    env: {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
      TENANTS_FILE: 'bench/http/tenants.yaml',
      ...env,
    },
  });
}

function cpuSeconds(pid: number): number {
  // The second column, the name, may hold anything; user and system time are the 14th and the 15th.
  const columns = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(columns[11]) + Number(columns[12])) / TICKS;
}
