/** The quantile of `numbers` at `share` (0–1); 1 returns the maximum. NaN for an empty array. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

/** Running mean and variance by Welford's algorithm. */
export class Sample {
  private count = 0;
  private mean = 0;
  private squares = 0;
  private readonly values: number[] = [];

  add(value: number): void {
    this.values.push(value);
    this.count++;
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (value - this.mean);
  }

  quantile(share: number): number {
    return quantile(this.values, share);
  }

  /**
   * Welch's t-statistic of two samples. Test-vector leakage assessment treats |t| < 4.5 as indistinguishable
   * (Goodwill et al., "A testing methodology for side-channel resistance validation", NIST 2011).
   * Both samples are truncated at one common quantile: a garbage collection would dominate the variance.
   * @param keptShare share of the pooled values that is kept @default 0.95
   */
  static welchT(a: Sample, b: Sample, keptShare = 0.95): number {
    const all = new Sample();
    for (const value of [...a.values, ...b.values]) all.add(value);
    const cut = all.quantile(keptShare);
    const [x, y] = [a, b].map(({ values }) => {
      const kept = new Sample();
      for (const value of values) if (value <= cut) kept.add(value);
      return kept;
    }) as [Sample, Sample];
    const error = Math.sqrt(x.variance / x.count + y.variance / y.count);
    return (x.mean - y.mean) / error;
  }

  /**
   * The median of the differences between the n-th values of two samples. Values of one moment share its noise, which the
   * difference of two medians would keep.
   */
  static medianGap(a: Sample, b: Sample): number {
    return median(a.values.map((value, n) => value - b.values[n]!));
  }

  private get variance(): number {
    return this.squares / (this.count - 1);
  }
}

/** The p-value of Pearson's χ² test that all bins are equally likely. */
export function uniformity(bins: readonly number[]): number {
  const expected = bins.reduce((sum, count) => sum + count, 0) / bins.length;
  const chi2 = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return chi2Tail(chi2, bins.length - 1);
}

/**
 * P(χ² ≥ x) for k = `freedom` degrees of freedom: Q(k/2, x/2), by the recurrence from Q(1, h) or Q(1/2, h)
 * Q(a + 1, h) = Q(a, h) + h^a e^-h / Γ(a + 1) (DLMF 8.8.6). Terms are logarithms because e^-h may underflow.
 */
export function chi2Tail(x: number, freedom: number): number {
  const h = x / 2;
  const isEven = freedom % 2 === 0;
  let tail = isEven ? Math.exp(-h) : 2 * normalTail(Math.sqrt(x));
  let logTerm = -h + (isEven ? Math.log(h) : Math.log(h) / 2 - Math.log(Math.sqrt(Math.PI) / 2));
  for (let a = isEven ? 1 : 0.5; a < freedom / 2; a++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(h) - Math.log(a + 1);
  }
  return tail;
}

/** P(Z ≥ z) for z ≥ 0 (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
function normalTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  return (t * series.reduce((sum, factor) => sum * t + factor, 0) * Math.exp(-x * x)) / 2;
}
