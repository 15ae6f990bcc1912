/**
 * Milliseconds between two ticks. Longer than an attempt takes in memory or on a nearby Redis on a busy machine: an
 * answer that misses its tick could reveal its class by timing. People do not notice 10 ms.
 */
const QUANTUM_MS = 10;

/**
 * Runs a step and delays its failure to the next tick of a fixed interval that started before the step. A wrong answer to
 * a known id takes the store longer than one to an unknown id; both end at the same tick. The delay is not random,
 * because random noise can be averaged away.
 *
 * @param isSuccess a success returns at once, as does an error
 * @see https://cwe.mitre.org/data/definitions/208.html (Observable Timing Discrepancy)
 */
export async function quantizeTiming<Result>(
  step: () => Promise<Result>,
  isSuccess: (result: Result) => boolean,
): Promise<Result> {
  let onTick: (() => void) | undefined;
  const ticks = setInterval(() => onTick?.(), QUANTUM_MS);
  try {
    const result = await step();
    if (!isSuccess(result)) await new Promise<void>((resolve) => (onTick = resolve));
    return result;
  } finally {
    clearInterval(ticks);
  }
}
