import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../../src/app.config.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const LISTENING = /listening on (http:\/\/127\.0\.0\.1:\d+)/;

/** The built service in a process of its own, on a free port of loopback. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /**
   * @param env added to a development machine's settings
   * @throws {Error} with what it wrote to stderr, when it ends instead of listening
   */
  static async start(env: Environment): Promise<ServerProcess> {
    if (!existsSync(`${ROOT}/dist/main.js`)) throw new Error('dist/main.js is missing: npm run build first');
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: ROOT,
      env: { NODE_ENV: 'development', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A start that nobody waits for any longer, because its hook timed out, ends with the tests at the latest.
    process.once('exit', () => child.kill('SIGKILL'));
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    const url = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`exit ${code}: ${complaints}`)));
      createInterface(child.stdout).on('line', (line) => {
        const [, found] = LISTENING.exec(line) ?? [];
        if (found) resolve(found);
      });
    });
    return new ServerProcess(child, url);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
