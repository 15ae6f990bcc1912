import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pinnedTo } from '../../test/support/service-process.js';
import { ROOT } from '../servers.js';

let runs = 0;

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly socketErrors: number;
  /** Responses with status 400 or above. */
  readonly refused: number;
}

/**
 * Generates closed-loop load with wrk (Debian package `wrk`).
 * @param core that it is pinned to @default any
 * @param body JSON; `#` is replaced by a unique number per request
 * @throws {Error} when wrk prints no result
 */
export async function load(
  url: string,
  body: string,
  { core, connections, seconds }: { core?: number; connections: number; seconds: number },
): Promise<LoadResult> {
  const script = `${ROOT}bench/http/post.lua`;
  const args = ['-t1', '--timeout', '10s', `-c${connections}`, `-d${seconds}s`, '-s', script, url];
  const [command = '', ...rest] = [...pinnedTo(core), 'wrk', ...args];
  const env = { ...process.env, BENCH_BODY: body, BENCH_RUN: `${process.pid}r${runs++}` };
  const { stdout } = await promisify(execFile)(command, rest, { env });
  const [, json] = /^RESULT (.*)$/m.exec(stdout) ?? [];
  if (json === undefined) throw new Error(`wrk printed no result: ${stdout}`);
  return JSON.parse(json) as LoadResult;
}
