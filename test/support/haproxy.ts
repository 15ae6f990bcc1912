import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { eventually } from './wait.js';

export interface ShippedProxyOptions {
  /** Port of 127.0.0.1 to listen on. */
  readonly port: number;
  /** Port of the service on 127.0.0.1. */
  readonly servicePort: number;
  /** Lines that name the hops in front, as the comment of the file says. @default none */
  readonly hops?: string;
}

/**
 * `deploy/haproxy.cfg` with the ports of a test instead of Docker's, and a maxconn within the usual limit of files.
 * @throws {Error} if the file no longer has a line that is replaced
 */
export async function shippedProxy({ port, servicePort, hops = '' }: ShippedProxyOptions): Promise<string> {
  const replacements: readonly (readonly [RegExp, string])[] = [
    [/^resolvers docker\n(?: .*\n)+/m, ''],
    [/^ {2}maxconn 20000$/m, '  maxconn 100'],
    [/^ {2}bind :8080$/m, `  bind 127.0.0.1:${port}`],
    [/^ {2}server-template .*$/m, `  server app 127.0.0.1:${servicePort} no-check`],
    [/^ {2}acl is_forwarding_hop always_false$/m, `$&\n${hops}`],
  ];
  return replacements.reduce(
    (text, [pattern, replacement]) => {
      if (!pattern.test(text)) throw new Error(`deploy/haproxy.cfg has no line ${pattern}`);
      return text.replace(pattern, replacement);
    },
    await readFile('deploy/haproxy.cfg', 'utf8'),
  );
}

/** Starts haproxy and resolves once it listens on `port`. It is stopped when the test finishes. */
export async function startHaproxy(config: string, port: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'haproxy-'));
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, config);
  const haproxy = spawn('haproxy', ['-f', file, '-db'], { stdio: 'ignore' });
  const ended = once(haproxy, 'exit');
  onTestFinished(async () => {
    haproxy.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  });
  await eventually(async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect').finally(() => socket.destroy());
  });
}
