import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('post.lua', import.meta.url));
let run = 0;

/**
 * Closed-loop load by wrk (Debian package `wrk`) from a core of its own.
 * @param {string} url
 * @param {string} body JSON; a `#` in it becomes a new number with every request
 * @param {{ core: number, connections: number, seconds: number }} options
 * @returns {Promise<{ requests: number, seconds: number, p99ms: number, socketErrors: number, refused: number }>}
 */
export async function load(url, body, { core, connections, seconds }) {
  const args = ['-t1', '--timeout', '10s', `-c${connections}`, `-d${seconds}s`, '-s', SCRIPT, url];
  const env = { ...process.env, BENCH_BODY: body, BENCH_RUN: `${process.pid}r${run++}` };
  const { stdout } = await promisify(execFile)('taskset', ['-c', String(core), 'wrk', ...args], { env });
  return JSON.parse(/^RESULT (.*)$/m.exec(stdout)[1]);
}
