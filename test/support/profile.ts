import { randomInt } from 'node:crypto';

/**
 * Whether tests run with the numbers of the specification (`TEST_PROFILE=full`, what `.ci/full` sets); otherwise with
 * numbers that people wait for.
 */
export const FULL = process.env['TEST_PROFILE'] === 'full';

/**
 * What generated tests begin with, told in their titles. A quick run is the same every time, so that it fails for the
 * change at hand only; a full run draws a new one, and `TEST_SEED` repeats it.
 */
export const SEED = Number(process.env['TEST_SEED'] ?? (FULL ? randomInt(2 ** 31) : 1));

/** Prints one line of measured figures, where they are kept: in a full run and in CI. */
export function logMetric(line: string): void {
  if (FULL || process.env['CI']) process.stdout.write(`${line}\n`);
}
