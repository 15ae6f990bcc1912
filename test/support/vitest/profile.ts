/** Whether tests run with the full numbers of the specification (`TEST_PROFILE=full`, set by `.ci/full`) or smaller ones. */
export const FULL = process.env['TEST_PROFILE'] === 'full';

/**
 * Seed of all generated inputs, printed at the end of a run. Unless `TEST_SEED` is set, `vitest.config.ts` sets it to 1 for
 * a quick run, so that a failure is due to the change under test, and to a random number for a full run.
 */
export const SEED = Number(process.env['TEST_SEED'] ?? 1);

/** Prints a line of measurements in a full run and in CI. */
export function logMetric(line: string): void {
  if (FULL || process.env['CI']) process.stdout.write(`${line}\n`);
}
