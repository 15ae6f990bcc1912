import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ServiceOptions, ServiceProcess } from '../test/support/service-process.js';

/** From bench/dist/bench. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Keeps this process, the load generator, off the server's core.
 * @throws {Error} without `taskset` or such a core
 */
export function moveToCore(core: number): void {
  execFileSync('taskset', ['-cp', String(core), String(process.pid)], { stdio: 'ignore' });
}

/** A baseline of the benches, as it was built, by its path below `bench`. */
export function startBaseline(
  path: string,
  options: Pick<ServiceOptions, 'core'> = {},
): Promise<ServiceProcess> {
  return ServiceProcess.start({ ...options, file: `bench/dist/bench/${path}`, logsToFile: true });
}

/**
 * The built application with everything on but the limits, which the one address of a load generator would meet.
 * @param options `file` is another checkout's `dist/main.js`. @default this one's
 * @throws {Error} when it ends at start
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
