import { normalise, type Frame, framesOf } from './cepstra.js';
import { samplesOf } from './clip.js';

/** The mean-normalised cepstra of a word, one per frame. */
export type Word = readonly Float64Array[];

/** Quiet frames that separate two words, and the minimum length of a word in frames. */
const GAP = 12;
const MIN_LENGTH = 10;

interface Stretch {
  from: number;
  to: number;
}

/** Speaks an answer and splits the clip into words; `undefined` unless it finds one word per digit. */
export function segment(answer: string, language: string): Word[] | undefined {
  const frames = framesOf(samplesOf(answer, language));
  return findStretches(smoothLoudness(frames), answer.length)?.map(({ from, to }) =>
    normalise(frames.slice(Math.max(0, from - 2), to + 3)),
  );
}

/** Tries several thresholds. Of those that leave `count` loud stretches, the one with the earliest start wins. */
function findStretches(loudness: readonly number[], count: number): Stretch[] | undefined {
  const sorted = [...loudness].sort((a, b) => a - b);
  let best: Stretch[] | undefined;
  for (let share = 0.2; share < 0.8; share += 0.02) {
    const threshold = sorted[Math.floor(share * sorted.length)]!;
    const long = stretchesAbove(loudness, threshold).filter(({ from, to }) => to - from > MIN_LENGTH);
    if (long.length === count && (!best || long[0]!.from < best[0]!.from)) best = long;
  }
  return best;
}

function stretchesAbove(loudness: readonly number[], threshold: number): Stretch[] {
  const stretches: Stretch[] = [];
  loudness.forEach((value, i) => {
    if (value < threshold) return;
    const last = stretches.at(-1);
    if (last && i - last.to < GAP) last.to = i;
    else stretches.push({ from: i, to: i });
  });
  return stretches;
}

/** Moving average over seven frames. */
function smoothLoudness(frames: readonly Frame[]): number[] {
  return frames.map((_, i) => {
    const near = frames.slice(Math.max(0, i - 3), i + 4);
    return near.reduce((sum, { loudness }) => sum + loudness, 0) / near.length;
  });
}
