import { DsnError, type Dsn } from '../dsn/dsn.js';

/**
 * Deadline of a message over all vendors of a group, in milliseconds. A user's request waits for the result,
 * and a shutdown waits for deliveries in flight.
 */
export const LONGEST_DELIVERY_MS = 6000;

/**
 * Deadline of one call of the vendor of this DSN, in milliseconds: the option `timeout` (whole seconds, 1 to 6), else
 * `services.timeoutMs`, else 5000.
 * @throws {DsnError} when the option is out of range
 */
export function timeoutMs(dsn: Dsn, services: { timeoutMs?: number | undefined }): number {
  const seconds = wholeNumber(dsn, 'timeout', 'a number of seconds', LONGEST_DELIVERY_MS / 1000);
  return seconds === undefined ? (services.timeoutMs ?? 5000) : seconds * 1000;
}

/**
 * Maximum number of concurrent calls: the DSN option `concurrency` (1 to 1000), else 50.
 * @throws {DsnError} when the option is out of range
 */
export function concurrency(dsn: Dsn): number {
  return wholeNumber(dsn, 'concurrency', 'a number of calls', 1000) ?? 50;
}

function wholeNumber(dsn: Dsn, name: string, what: string, max: number): number | undefined {
  const text = dsn.option(name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= max) return Number(text);
  throw new DsnError(`${dsn.toString()}: the option "${name}" must be ${what} from 1 to ${max}`);
}

/** Runs the work with a signal that aborts after `ms`. The work itself must stop on abort. */
export async function withTimeout<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
