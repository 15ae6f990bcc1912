/** The class that stands for "between characters". */
export const BLANK = 0;

const addLogs = (a: number, b: number) => {
  const [less, more] = a < b ? [a, b] : [b, a];
  return less === -Infinity ? more : more + Math.log1p(Math.exp(less - more));
};

/** Natural logarithms of the softmax of each row of `classes` scores. */
export function logSoftmax(
  scores: ArrayLike<number>,
  steps: number,
  classes: number,
  stride: number,
): Float64Array {
  const logs = new Float64Array(steps * classes);
  for (let step = 0; step < steps; step++) {
    let sum = -Infinity;
    for (let c = 0; c < classes; c++) sum = addLogs(sum, scores[step * stride + c]!);
    for (let c = 0; c < classes; c++) logs[step * classes + c] = scores[step * stride + c]! - sum;
  }
  return logs;
}

/**
 * Connectionist temporal classification (Graves et al., 2006): how unlikely a text is when every column may say a
 * character or a blank, over all ways to say it, and the slopes of that by the scores.
 *
 * @param logs log probabilities, `classes` for each step
 * @param text classes of the right answer, none of them {@link BLANK}
 * @returns the loss in nats; `slopes` has one number for each of `logs`
 */
export function ctc(
  logs: Float64Array,
  classes: number,
  text: readonly number[],
): { loss: number; slopes: Float64Array } {
  const steps = logs.length / classes;
  const labels = [BLANK, ...text.flatMap((label) => [label, BLANK])];
  const size = labels.length;
  const canSkip = labels.map((label, i) => i >= 2 && label !== BLANK && label !== labels[i - 2]);
  const before = new Float64Array(steps * size).fill(-Infinity);
  const after = new Float64Array(steps * size).fill(-Infinity);
  const log = (step: number, i: number) => logs[step * classes + labels[i]!]!;

  before[0] = log(0, 0);
  before[1] = log(0, 1);
  for (let step = 1; step < steps; step++)
    for (let i = 0; i < size; i++) {
      const last = (step - 1) * size + i;
      let sum = before[last]!;
      if (i >= 1) sum = addLogs(sum, before[last - 1]!);
      if (canSkip[i]) sum = addLogs(sum, before[last - 2]!);
      before[step * size + i] = sum + log(step, i);
    }
  after[steps * size - 1] = 0;
  after[steps * size - 2] = 0;
  for (let step = steps - 2; step >= 0; step--)
    for (let i = 0; i < size; i++) {
      const next = (step + 1) * size + i;
      let sum = after[next]! + log(step + 1, i);
      if (i + 1 < size) sum = addLogs(sum, after[next + 1]! + log(step + 1, i + 1));
      if (canSkip[i + 2]) sum = addLogs(sum, after[next + 2]! + log(step + 1, i + 2));
      after[step * size + i] = sum;
    }

  const total = addLogs(before[steps * size - 1]!, before[steps * size - 2]!);
  const slopes = logs.map(Math.exp);
  for (let step = 0; step < steps; step++)
    for (let i = 0; i < size; i++) {
      slopes[step * classes + labels[i]!]! -= Math.exp(
        before[step * size + i]! + after[step * size + i]! - total,
      );
    }
  return { loss: -total, slopes };
}

/** The text whose columns are each the likeliest: repeated classes said once, blanks dropped. */
export function bestPath(logs: Float64Array, classes: number): number[] {
  const text: number[] = [];
  let last = BLANK;
  for (let step = 0; step * classes < logs.length; step++) {
    const row = logs.subarray(step * classes, (step + 1) * classes);
    const best = row.indexOf(Math.max(...row));
    if (best !== last && best !== BLANK) text.push(best);
    last = best;
  }
  return text;
}
