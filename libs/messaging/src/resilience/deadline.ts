import { DsnError, type Dsn } from '../dsn/dsn.js';
import type { TransportServices } from '../transport.js';

/**
 * Longest time a message may take over all vendors of a group, in milliseconds: somebody waits for the answer, and a
 * process that is told to end must have sent what it took.
 */
export const LONGEST_DELIVERY_MS = 6000;

/**
 * Longest time one delivery over this DSN may take, in milliseconds: its option `timeout` (whole seconds,
 * 1 to 6), else what the services say, else 5000.
 * @throws {DsnError} when the option is something else
 */
export function timeoutMs(dsn: Dsn, services: TransportServices): number {
  const seconds = wholeNumber(dsn, 'timeout', 'a number of seconds', LONGEST_DELIVERY_MS / 1000);
  return seconds === undefined ? (services.timeoutMs ?? 5000) : seconds * 1000;
}

/**
 * How many messages may be with this vendor at a time: the DSN option `concurrency` (1 to 1000), else 50.
 * @throws {DsnError} when the option is something else
 */
export function concurrency(dsn: Dsn): number {
  return wholeNumber(dsn, 'concurrency', 'a number of messages', 1000) ?? 50;
}

function wholeNumber(dsn: Dsn, name: string, what: string, max: number): number | undefined {
  const text = dsn.option(name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= max) return Number(text);
  throw new DsnError(`${dsn.toString()}: the option "${name}" is ${what} from 1 to ${max}`);
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
