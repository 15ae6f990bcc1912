import type { Randomness } from './randomness.js';
import type { Recordings } from './recordings.js';
import { SAMPLE_RATE } from './wav.js';

/** What may vary, from least to most. Seconds, shares of full scale, factors. */
const BEFORE = [0.3, 0.6] as const;
const PAUSE = [0.18, 0.5] as const;
const AFTER = [0.25, 0.5] as const;
const LOUDNESS = [0.75, 1] as const;
/** Pitch and tempo together, as a record that turns faster; and how far and how often it wavers within a word. */
const RATE = [0.85, 1.15] as const;
const VIBRATO = [0, 0.07] as const;
const WAVER_HZ = [1.5, 4] as const;
/** Samples that share one speed: a sine for each would be most of the work. */
const WAVER_BLOCK = 40;
/** How much brighter (or, below 0, duller) a word sounds. */
const BRIGHTNESS = [-0.45, 0.6] as const;
/** An echo so short that it colours a word more than it repeats it. */
const ECHO = [0.1, 0.45] as const;
const ECHO_DELAY = [0.004, 0.03] as const;
/** Words spoken backwards all the time: they sound like speech and mean nothing. */
const BABBLERS = 3;
const BABBLE_LOUDNESS = [0.1, 0.22] as const;
/** Hiss from bright to dull. */
const HISS_LOUDNESS = [0.03, 0.07] as const;
const HISS_DULLNESS = [0.2, 0.85] as const;

/** Nothing begins or ends at once, else its click would say where. */
const FADE = 0.02 * SAMPLE_RATE;
const HEADROOM = 0.97;

type Range = readonly [least: number, most: number];

/** One recording as it sounds this time. */
interface Utterance {
  readonly recording: Float32Array;
  readonly isBackwards: boolean;
  readonly turn: number;
  readonly waver: number;
  /** Radians by which the wavering proceeds with every sample. */
  readonly waverStep: number;
  readonly waverPhase: number;
  readonly brightness: number;
  readonly loudness: number;
}

/**
 * Digits in their order, each by a random speaker at a random pitch, tempo, colour and distance from the one before,
 * over babble and hiss. The babble is chosen without looking at the answer: it tells nothing of it.
 *
 * @returns samples from -1 to 1
 */
export function mix(digits: readonly number[], recordings: Recordings, random: Randomness): Float32Array {
  const draw = ([least, most]: Range): number => random.between(least, most);
  const seconds = (range: Range): number => Math.round(draw(range) * SAMPLE_RATE);

  const words = digits.map((digit) => wordOf(digit, draw(LOUDNESS)));
  const pauses = words.map((_, index) => seconds(index === 0 ? BEFORE : PAUSE));
  const length =
    words.reduce((sum, word, index) => sum + pauses[index]! + lengthOf(word), 0) + seconds(AFTER);
  const sound = new Float32Array(length);
  let at = 0;
  for (const [index, word] of words.entries()) {
    at += pauses[index]!;
    add(sound, at, word);
    addEcho(sound, at, at + lengthOf(word), draw(ECHO), seconds(ECHO_DELAY));
    at += lengthOf(word);
  }
  for (let babbler = 0; babbler < BABBLERS; babbler++) {
    for (let from = -random.below(SAMPLE_RATE / 2); from < length;) {
      const word = wordOf(random.below(10), draw(BABBLE_LOUDNESS), true);
      add(sound, from, word);
      from += lengthOf(word);
    }
  }
  addHiss(sound, random.bytes(length), draw(HISS_LOUDNESS), draw(HISS_DULLNESS));
  return finish(sound);

  function wordOf(digit: number, loudness: number, isBackwards = false): Utterance {
    return {
      recording: recordings.of(digit, random.below(recordings.speakers)),
      isBackwards,
      turn: draw(RATE),
      waver: draw(VIBRATO),
      waverStep: (2 * Math.PI * draw(WAVER_HZ)) / SAMPLE_RATE,
      waverPhase: random.between(0, 2 * Math.PI),
      brightness: draw(BRIGHTNESS),
      loudness,
    };
  }
}

/** Samples that an utterance takes; wavering moves its end a little, and what is too much of it is silence. */
function lengthOf({ recording, turn }: Utterance): number {
  return Math.round(recording.length / turn);
}

/** Adds an utterance where it begins, which may be before the sound does. */
function add(sound: Float32Array, start: number, word: Utterance): void {
  const { recording, isBackwards, turn, waver, waverStep, waverPhase, brightness, loudness } = word;
  const length = lengthOf(word);
  const last = recording.length - 1;
  const [first, direction] = isBackwards ? [last, -1] : [0, 1];
  let position = 0;
  let before = 0;
  for (let from = 0; from < length; from += WAVER_BLOCK) {
    const speed = turn * (1 + waver * Math.sin(waverPhase + waverStep * from));
    const to = Math.min(length, from + WAVER_BLOCK, sound.length - start);
    for (let i = from; i < to && position < last; i++) {
      const whole = Math.floor(position);
      const index = first + direction * whole;
      const near = recording[index]!;
      const sample = near + (recording[index + direction]! - near) * (position - whole);
      if (start + i >= 0) sound[start + i]! += edge(i, length) * loudness * (sample - brightness * before);
      before = sample;
      position += speed;
    }
  }
}

/** Fades in and out what begins at 0 and ends at `length`. */
function edge(i: number, length: number): number {
  if (i < FADE) return i / FADE;
  return i > length - FADE ? (length - i) / FADE : 1;
}

function addEcho(sound: Float32Array, from: number, to: number, loudness: number, delay: number): void {
  for (let i = from + delay; i < to; i++) sound[i]! += loudness * sound[i - delay]!;
}

/** White noise through a filter that takes the more of its brightness the nearer `dullness` is to 1. */
function addHiss(sound: Float32Array, noise: Buffer, loudness: number, dullness: number): void {
  // Dull noise is weaker, too: made up for, so that `loudness` is what it says.
  const gain = (loudness * Math.sqrt(1 - dullness ** 2) * Math.sqrt(3)) / 127.5;
  let value = 0;
  for (let i = 0; i < sound.length; i++) {
    value = dullness * value + gain * (noise[i]! - 127.5);
    sound[i]! += value;
  }
}

/** To the loudest that fits, faded in and out. */
function finish(sound: Float32Array): Float32Array {
  let peak = 0;
  for (const sample of sound) peak = Math.max(peak, Math.abs(sample));
  const gain = HEADROOM / peak;
  for (let i = 0; i < sound.length; i++) {
    sound[i]! *= gain * edge(i, sound.length);
  }
  return sound;
}
