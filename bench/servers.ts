import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOf, handlesOf, rssMibOf } from './process-figures.js';

/** From bench/dist. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const URL_IN_LINE = /http:\/\/127\.0\.0\.1:\d+/;

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  /** User and system time of the process so far. */
  cpuSeconds(): number;
  /** Memory of the process that is resident now. */
  rssMib(): number;
  /** Files and sockets that the process has open now. */
  handles(): number;
  stop(): Promise<void>;
}

interface Placement {
  /** The one core it may use. @default any, as the system likes */
  readonly core?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a script under Node; what it prints says where it listens. It prints into a file, as a supervised service does:
 * a pipe would have to be read by somebody, on one of the two cores.
 * @throws {Error} when the script ends instead
 */
export async function startServer(script: string, { core, env = {} }: Placement = {}): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const output = await open(join(folder, 'stdout'), 'w+');
  const placed = core === undefined ? [] : ['taskset', '-c', String(core)];
  const [command, ...args] = [...placed, process.execPath, script];
  const child = spawn(command, args, {
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
    const pid = child.pid ?? 0;
    if (url) {
      return {
        url,
        cpuSeconds: () => cpuSecondsOf(pid),
        rssMib: () => rssMibOf(pid),
        handles: () => handlesOf(pid),
        stop,
      };
    }
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}`);
    await setTimeout(50);
  }
}

/**
 * The built application with everything on but the limits, which the one address of a load generator would meet.
 * @throws {Error} when it ends at start
 */
export function startApp({ env = {}, ...placement }: Placement = {}): Promise<Server> {
  return startServer('dist/main.js', {
    ...placement,
    env: {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
      TENANTS_FILE: 'bench/tenants.yaml',
      ...env,
    },
  });
}
