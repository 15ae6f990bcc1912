import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const URL_IN_LINE = /http:\/\/127\.0\.0\.1:\d+/;
/** Clock ticks a second in /proc/PID/stat (getconf CLK_TCK: 100 on every Linux of today). */
const TICKS = 100;

/**
 * A server process on one core, whose first line with a URL says where it listens.
 * @typedef {{ url: string, cpuSeconds(): number, stop(): Promise<void> }} Server
 */

/**
 * Starts a script under Node, pinned to a core where `taskset` exists.
 * @param {string[]} args what node runs
 * @param {{ core: number, env?: Record<string, string> }} options
 * @returns {Promise<Server>}
 */
export async function startServer(args, { core, env = {} }) {
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}`)));
    createInterface(child.stdout).on('line', (line) => {
      const found = URL_IN_LINE.exec(line);
      if (found) resolve(found[0]);
    });
  });
  return {
    url,
    cpuSeconds: () => cpuSeconds(child.pid),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The built application with everything on but the limits, which one address of a load generator would meet at once. */
export function startApp({ core, env = {} }) {
  return startServer(['dist/main.js'], {
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

/** User and system time of a process so far. */
function cpuSeconds(pid) {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const columns = fields.split(' ');
  return (Number(columns[11]) + Number(columns[12])) / TICKS;
}
