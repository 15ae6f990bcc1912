/** What a process held at one moment. */
export interface Sample {
  /** Since the start. */
  readonly minute: number;
  readonly mib: number;
  /** Open files and sockets. */
  readonly handles: number;
}

/** The sample with the least memory of each window of so many: what is left after a collection. */
export function floorsOf(samples: readonly Sample[], window: number): Sample[] {
  return Array.from({ length: Math.ceil(samples.length / window) }, (_, n) =>
    samples.slice(n * window, (n + 1) * window).reduce((least, one) => (one.mib < least.mib ? one : least)),
  );
}

/** MiB by which memory grows in a minute, by least squares; 0 of fewer than two samples, which have no slope. */
export function growthOf(samples: readonly Sample[]): number {
  const x = mean(samples.map(({ minute }) => minute));
  const y = mean(samples.map(({ mib }) => mib));
  const covariance = sum(samples.map(({ minute, mib }) => (minute - x) * (mib - y)));
  const variance = sum(samples.map(({ minute }) => (minute - x) ** 2));
  return covariance / variance || 0;
}

/** The most handles in the first half of the samples, and in the second one. */
export function mostHandles(samples: readonly Sample[]): readonly [number, number] {
  const half = samples.length / 2;
  const most = (part: readonly Sample[]) => Math.max(...part.map(({ handles }) => handles));
  return [most(samples.slice(0, half)), most(samples.slice(half))];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
