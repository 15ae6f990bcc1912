/**
 * Whether tests run with the numbers of the specification (`TEST_PROFILE=full`, what `.ci/full` sets); otherwise with
 * smaller ones.
 */
export const FULL = process.env['TEST_PROFILE'] === 'full';

/**
 * Seed of all generated inputs, printed at the end of a run. `vitest.config.ts` sets `TEST_SEED` where it is not set: a
 * quick run always takes the same one, so that it fails for the change under test only; a full run draws one.
 */
export const SEED = Number(process.env['TEST_SEED'] ?? 1);

/** Prints one line of measured figures, where they are kept: in a full run and in CI. */
export function logMetric(line: string): void {
  if (FULL || process.env['CI']) process.stdout.write(`${line}\n`);
}
