export interface Sample {
  /** Minutes since the start. */
  readonly minute: number;
  /** RSS in MiB. */
  readonly mib: number;
  /** Open files and sockets. */
  readonly handles: number;
}

/** The sample with the least memory in each window of `window` samples, that is, after a garbage collection. */
export function floorsOf(samples: readonly Sample[], window: number): Sample[] {
  return Array.from({ length: Math.ceil(samples.length / window) }, (_, n) =>
    samples
      .slice(n * window, (n + 1) * window)
      .reduce((min, sample) => (sample.mib < min.mib ? sample : min)),
  );
}

/** Memory growth in MiB per minute by least squares; 0 for fewer than two samples. */
export function growthOf(samples: readonly Sample[]): number {
  const x = mean(samples.map(({ minute }) => minute));
  const y = mean(samples.map(({ mib }) => mib));
  const covariance = sum(samples.map(({ minute, mib }) => (minute - x) * (mib - y)));
  const variance = sum(samples.map(({ minute }) => (minute - x) ** 2));
  return covariance / variance || 0;
}

/** Maximum number of handles in each half of the samples. */
export function maxHandles(samples: readonly Sample[]): readonly [number, number] {
  const half = samples.length / 2;
  const max = (part: readonly Sample[]) => Math.max(...part.map(({ handles }) => handles));
  return [max(samples.slice(0, half)), max(samples.slice(half))];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
