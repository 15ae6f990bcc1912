import { describe, expect, it } from 'vitest';
import { bestPath, ctc, logSoftmax } from './ctc.js';
import { Random } from './random.js';

const STEPS = 9;
const CLASSES = 4;

const scores = () => {
  const random = new Random(3);
  return Float64Array.from({ length: STEPS * CLASSES }, () => random.normal());
};
const lossOf = (of: Float64Array, text: number[]) =>
  ctc(logSoftmax(of, STEPS, CLASSES, CLASSES), CLASSES, text);

describe('ctc', () => {
  it.each([[[1, 2, 3]], [[2, 2]], [[1]]])('gives the slopes of its own loss for the text %j', (text) => {
    const at = scores();
    const { slopes } = lossOf(at, text);
    const step = 1e-5;
    at.forEach((score, i) => {
      const [more, less] = [at.with(i, score + step), at.with(i, score - step)];
      const measured = (lossOf(more, text).loss - lossOf(less, text).loss) / (2 * step);
      expect(slopes[i]).toBeCloseTo(measured, 6);
    });
  });

  it('sums the chances of all texts to one', () => {
    // Two steps of two characters and a blank can say only these.
    const logs = logSoftmax([0.3, -1, 0.5, 0.1, 0.9, -0.4], 2, 3, 3);
    const texts = [[1], [2], [1, 2], [2, 1]];
    const chances = texts.map((text) => Math.exp(-ctc(logs, 3, text).loss));
    const nothing = Math.exp(logs[0]! + logs[3]!);
    expect(chances.reduce((sum, chance) => sum + chance, nothing)).toBeCloseTo(1, 9);
  });
});

describe('bestPath', () => {
  it('says a repeated class once, unless a blank comes between', () => {
    const path = [0, 1, 1, 0, 1, 2, 2, 0];
    const logs = Float64Array.from(path.flatMap((said) => [0, 1, 2].map((c) => (c === said ? 0 : -9))));
    expect(bestPath(logs, 3)).toEqual([1, 1, 2]);
  });
});
