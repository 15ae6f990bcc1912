import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../servers.js';

let run = 0;

/** What one load came to. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p99ms: number;
  readonly socketErrors: number;
  /** Answers with a status from 400 on. */
  readonly refused: number;
}

/**
 * Closed-loop load by wrk (Debian's package of that name) from a core of its own.
 * @param body JSON; a `#` in it becomes a new number with every request
 */
export async function load(
  url: string,
  body: string,
  { core, connections, seconds }: { core: number; connections: number; seconds: number },
): Promise<LoadResult> {
  const script = `${ROOT}bench/http/post.lua`;
  const args = ['-t1', '--timeout', '10s', `-c${connections}`, `-d${seconds}s`, '-s', script, url];
  const env = { ...process.env, BENCH_BODY: body, BENCH_RUN: `${process.pid}r${run++}` };
  const { stdout } = await promisify(execFile)('taskset', ['-c', String(core), 'wrk', ...args], { env });
  const [, json] = /^RESULT (.*)$/m.exec(stdout) ?? [];
  if (json === undefined) throw new Error(`wrk said: ${stdout}`);
  return JSON.parse(json) as LoadResult;
}
