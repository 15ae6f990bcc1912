import { DsnError, type Dsn } from './dsn.js';
import type { TransportServices } from './transport.js';

/**
 * Longest time one delivery over this DSN may take, in milliseconds: its option `timeout` (whole seconds,
 * 1 to 60), else what the services say, else 5000.
 * @throws {DsnError} when the option is something else
 */
export function timeoutMs(dsn: Dsn, services: TransportServices): number {
  const seconds = dsn.option('timeout');
  if (seconds === undefined) return services.timeoutMs ?? 5000;
  if (!/^\d{1,2}$/.test(seconds) || Number(seconds) < 1 || Number(seconds) > 60) {
    throw new DsnError(`${dsn.toString()}: the option "timeout" is a number of seconds from 1 to 60`);
  }
  return Number(seconds) * 1000;
}

/** Runs the work with a signal that aborts after the given milliseconds. The work must heed it. */
export async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
