import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LISTENING = /http:\/\/127\.0\.0\.1:\d+/;
/** Clock ticks a second in /proc/PID/stat (getconf CLK_TCK: 100 on every Linux of today). */
const TICKS = 100;

/**
 * The built service on one core, with everything on but the limits that the one address of a generator would meet. It
 * prints into a file, as a supervised service does: a pipe would have to be read by somebody, on one of two cores.
 * @param {{ core: number, env?: Record<string, string> }} options
 */
export async function startApp({ core, env = {} }) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const output = await open(join(folder, 'stdout'), 'w+');
  const child = spawn('taskset', ['-c', String(core), process.execPath, 'dist/main.js'], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
      TENANTS_FILE: 'bench/http/tenants.yaml',
      ...env,
    },
    stdio: ['ignore', output.fd, 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let url;
  while (!url) {
    [url] = LISTENING.exec(await readFile(join(folder, 'stdout'), 'utf8')) ?? [];
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    await sleep(50);
  }
  const proc = (file) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    url,
    /** User and system time so far: the 14th and 15th column; the second, the name, may hold anything. */
    cpuSeconds() {
      const columns = proc('stat').split(') ')[1].split(' ');
      return (Number(columns[11]) + Number(columns[12])) / TICKS;
    },
    rssMib: () => Number(/VmRSS:\s+(\d+) kB/.exec(proc('status'))[1]) / 1024,
    /** Open files and sockets. */
    handles: () => readdirSync(`/proc/${child.pid}/fd`).length,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await output.close();
      await rm(folder, { recursive: true });
    },
  };
}
