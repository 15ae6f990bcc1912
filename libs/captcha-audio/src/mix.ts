import type { Randomness } from './randomness.js';
import type { Recordings } from './recordings.js';
import { SAMPLE_RATE } from './wav.js';

/** Ranges of the random parameters, [least, most]: seconds, shares of full scale, or factors. */
const LEAD_IN = [0.3, 0.6] as const;
const PAUSE = [0.18, 0.5] as const;
const LEAD_OUT = [0.25, 0.5] as const;
const LOUDNESS = [0.75, 1] as const;
/** Playback rate, which changes pitch and tempo together; depth and frequency of its vibrato within a word. */
const RATE = [0.85, 1.15] as const;
const VIBRATO = [0, 0.07] as const;
const VIBRATO_HZ = [1.5, 4] as const;
/** Samples that share one rate: computing a sine per sample would dominate the CPU time. */
const VIBRATO_BLOCK = 40;
/** Strength of a high-pass filter; negative values are a low-pass. */
const BRIGHTNESS = [-0.45, 0.6] as const;
/** Echo of a word. Its delay (seconds) is so short that it changes the timbre. */
const ECHO = [0.1, 0.45] as const;
const ECHO_DELAY = [0.004, 0.03] as const;
/** Voices of the babble noise: digits played backwards, which resemble speech without a meaning. */
const BABBLE_VOICES = 3;
const BABBLE_LOUDNESS = [0.1, 0.22] as const;
/** Hiss; its dullness is the coefficient of a low-pass filter. */
const HISS_LOUDNESS = [0.03, 0.07] as const;
const HISS_DULLNESS = [0.2, 0.85] as const;

/** Samples of fade-in and fade-out: a click would mark the start of a word. */
const FADE = 0.02 * SAMPLE_RATE;
const HEADROOM = 0.97;

type Range = readonly [least: number, most: number];

/** A recording and the parameters it is played with. */
interface Utterance {
  readonly recording: Float32Array;
  readonly isBackwards: boolean;
  readonly rate: number;
  readonly vibrato: number;
  /** Radians per sample. */
  readonly vibratoStep: number;
  readonly vibratoPhase: number;
  readonly brightness: number;
  readonly loudness: number;
}

/**
 * Mixes digits in their order over babble and hiss. Each has a random speaker, rate, timbre, loudness and pause. The
 * babble is independent of the answer, so it reveals nothing about it.
 *
 * @returns samples from -1 to 1
 */
export function mix(digits: readonly number[], recordings: Recordings, random: Randomness): Float32Array {
  const draw = ([least, most]: Range): number => random.between(least, most);
  const seconds = (range: Range): number => Math.round(draw(range) * SAMPLE_RATE);

  const words = digits.map((digit) => wordOf(digit, draw(LOUDNESS)));
  const pauses = words.map((_, index) => seconds(index === 0 ? LEAD_IN : PAUSE));
  const length =
    words.reduce((sum, word, index) => sum + pauses[index]! + lengthOf(word), 0) + seconds(LEAD_OUT);
  const sound = new Float32Array(length);
  let at = 0;
  for (const [index, word] of words.entries()) {
    at += pauses[index]!;
    add(sound, at, word);
    addEcho(sound, at, at + lengthOf(word), draw(ECHO), seconds(ECHO_DELAY));
    at += lengthOf(word);
  }
  for (let voice = 0; voice < BABBLE_VOICES; voice++) {
    for (let from = -random.below(SAMPLE_RATE / 2); from < length;) {
      const word = wordOf(random.below(10), draw(BABBLE_LOUDNESS), true);
      add(sound, from, word);
      from += lengthOf(word);
    }
  }
  addHiss(sound, random.bytes(length), draw(HISS_LOUDNESS), draw(HISS_DULLNESS));
  return normalize(sound);

  function wordOf(digit: number, loudness: number, isBackwards = false): Utterance {
    return {
      recording: recordings.of(digit, random.below(recordings.speakers)),
      isBackwards,
      rate: draw(RATE),
      vibrato: draw(VIBRATO),
      vibratoStep: (2 * Math.PI * draw(VIBRATO_HZ)) / SAMPLE_RATE,
      vibratoPhase: random.between(0, 2 * Math.PI),
      brightness: draw(BRIGHTNESS),
      loudness,
    };
  }
}

/** Length in samples. Vibrato shifts the actual end slightly: the rest is cut off or silent. */
function lengthOf({ recording, rate }: Utterance): number {
  return Math.round(recording.length / rate);
}

/** Adds an utterance at `start`, which may be negative: samples before 0 are skipped. */
function add(sound: Float32Array, start: number, word: Utterance): void {
  const { recording, isBackwards, rate, vibrato, vibratoStep, vibratoPhase, brightness, loudness } = word;
  const length = lengthOf(word);
  const last = recording.length - 1;
  const [first, direction] = isBackwards ? [last, -1] : [0, 1];
  let position = 0;
  let previous = 0;
  for (let from = 0; from < length; from += VIBRATO_BLOCK) {
    const speed = rate * (1 + vibrato * Math.sin(vibratoPhase + vibratoStep * from));
    const to = Math.min(length, from + VIBRATO_BLOCK, sound.length - start);
    for (let i = from; i < to && position < last; i++) {
      const whole = Math.floor(position);
      const index = first + direction * whole;
      const near = recording[index]!;
      const sample = near + (recording[index + direction]! - near) * (position - whole);
      if (start + i >= 0)
        sound[start + i]! += fadeGain(i, length) * loudness * (sample - brightness * previous);
      previous = sample;
      position += speed;
    }
  }
}

/** Gain of the fades of a sound that starts at 0 and ends at `length`. */
function fadeGain(i: number, length: number): number {
  if (i < FADE) return i / FADE;
  return i > length - FADE ? (length - i) / FADE : 1;
}

function addEcho(sound: Float32Array, from: number, to: number, loudness: number, delay: number): void {
  for (let i = from + delay; i < to; i++) sound[i]! += loudness * sound[i - delay]!;
}

/** Adds white noise through a one-pole low-pass filter with the coefficient `dullness`, from 0 (white) to 1. */
function addHiss(sound: Float32Array, noise: Buffer, loudness: number, dullness: number): void {
  // Compensates for the loss of the filter, so that `loudness` is the RMS. sqrt(3): RMS of uniform noise.
  const gain = (loudness * Math.sqrt(1 - dullness ** 2) * Math.sqrt(3)) / 127.5;
  let value = 0;
  for (let i = 0; i < sound.length; i++) {
    value = dullness * value + gain * (noise[i]! - 127.5);
    sound[i]! += value;
  }
}

/** Normalizes the peak to {@link HEADROOM} and fades in and out. */
function normalize(sound: Float32Array): Float32Array {
  let peak = 0;
  for (const sample of sound) peak = Math.max(peak, Math.abs(sample));
  const gain = HEADROOM / peak;
  for (let i = 0; i < sound.length; i++) {
    sound[i]! *= gain * fadeGain(i, sound.length);
  }
  return sound;
}
