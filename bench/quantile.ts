/** The number below which a share (0–1) of the numbers lie; 1 is the greatest. NaN of none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export const median = (numbers: readonly number[]) => quantile(numbers, 0.5);
