import { centred, type Frame, framesOf } from './cepstra.js';
import { samplesOf } from './clip.js';

/** The centred cepstra of a word, frame by frame. */
export type Word = readonly Float64Array[];

/** Frames of silence that part two words, and that a word is longer than. */
const GAP = 12;
const SHORT = 10;

interface Stretch {
  from: number;
  to: number;
}

/** A clip as the attacker sees it: its words; undefined where not as many can be told apart as it has digits. */
export function wordsOf(answer: string, language: string): Word[] | undefined {
  const frames = framesOf(samplesOf(answer, language));
  return stretchesIn(smoothLoudness(frames), answer.length)?.map(({ from, to }) =>
    centred(frames.slice(Math.max(0, from - 2), to + 3)),
  );
}

/** The loudest stretches, at the threshold that leaves as many as there are digits, and of those the earliest. */
function stretchesIn(loudness: readonly number[], count: number): Stretch[] | undefined {
  const sorted = [...loudness].sort((a, b) => a - b);
  let best: Stretch[] | undefined;
  for (let share = 0.2; share < 0.8; share += 0.02) {
    const threshold = sorted[Math.floor(share * sorted.length)]!;
    const long = stretchesAbove(loudness, threshold).filter(({ from, to }) => to - from > SHORT);
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

/** The mean loudness about each frame. */
function smoothLoudness(frames: readonly Frame[]): number[] {
  return frames.map((_, i) => {
    const near = frames.slice(Math.max(0, i - 3), i + 4);
    return near.reduce((sum, { loudness }) => sum + loudness, 0) / near.length;
  });
}
