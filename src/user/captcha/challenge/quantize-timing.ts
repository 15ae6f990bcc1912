/**
 * Milliseconds of a beat: many times what judging takes in this process, and longer than over a Redis nearby on a busy
 * machine: how many answers miss their beat may tell the classes apart again. Nobody who has mistyped a code notices.
 */
const QUANTUM_MS = 10;

/**
 * Takes a step whose failures must not be told apart by their time: a `false` is handed back at the next beat only,
 * counted from before the step began. A wrong answer to a live code costs the store more than one to an unknown id, but
 * both end between the same two beats. The beats are not random: noise can be averaged away.
 * @see https://cwe.mitre.org/data/definitions/208.html (Observable Timing Discrepancy)
 */
export async function quantizeTiming(step: () => Promise<boolean>): Promise<boolean> {
  let atNextBeat: (() => void) | undefined;
  const beats = setInterval(() => atNextBeat?.(), QUANTUM_MS);
  try {
    const isRight = await step();
    if (!isRight) await new Promise<void>((resolve) => (atNextBeat = resolve));
    return isRight;
  } finally {
    clearInterval(beats);
  }
}
