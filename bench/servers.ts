import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ServiceOptions, ServiceProcess } from '../test/support/service-process.js';

/** Project root, resolved from `bench/dist/bench`. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Pins this process, the load generator, to a core other than the server's. Call it after servers were started: a child
 * inherits the affinity, and can then be pinned to no other core.
 * @throws {Error} when `taskset` or the core does not exist
 */
export function moveToCore(core: number): void {
  execFileSync('taskset', ['-cp', String(core), String(process.pid)], { stdio: 'ignore' });
}

/** Starts a baseline server by its path below `bench/dist/bench`. */
export function startBaseline(
  path: string,
  options: Pick<ServiceOptions, 'core'> = {},
): Promise<ServiceProcess> {
  return ServiceProcess.start({ ...options, file: `bench/dist/bench/${path}`, logsToFile: true });
}

/**
 * Starts the built application with all features and raised limits: a load generator uses a single address.
 * @param options `file` is the `dist/main.js` of another checkout @default the one of this checkout
 * @throws {Error} when the application exits at start
 */
export function startApp({
  env = {},
  core,
  file,
}: Pick<ServiceOptions, 'env' | 'core' | 'file'> = {}): Promise<ServiceProcess> {
  return ServiceProcess.start({
    ...(core !== undefined && { core }),
    ...(file !== undefined && { file }),
    env: { TENANTS_FILE: 'bench/tenants.yaml', ...env },
    logsToFile: true,
  });
}
