const STEPS = 1024;
const TABLE = Float64Array.from({ length: STEPS }, (_, step) => Math.sin((2 * Math.PI * step) / STEPS));

/**
 * Sine from a table of 1,024 entries. A picture needs about a thousand values, and the error is invisible.
 * @param turns 1 is a full turn; 0 or more
 */
export function sine(turns: number): number {
  return TABLE[(turns * STEPS) & (STEPS - 1)]!;
}
