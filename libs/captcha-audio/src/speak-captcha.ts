import { mix } from './mix.js';
import { Randomness } from './randomness.js';
import { recordingsOf, spokenLanguage } from './recordings.js';
import { encodeWav } from './wav.js';

/** Longer answers are too hard to remember. */
const MAX_ANSWER_LENGTH = 12;

/** An audio captcha. */
export interface SpokenCaptcha {
  /** A WAV file: 8-bit PCM, mono, 8000 samples per second; about one second per digit. */
  readonly wav: Buffer;
}

/**
 * Generates an audio captcha: the answer spoken over noise. Takes a few milliseconds.
 *
 * @param answer 1 to 12 digits
 * @param language BCP 47 tag; only the primary subtag is used (`zh` for `zh-TW`). Languages without recordings use
 *   English.
 * @param seed 16 bytes for reproducible tests @default random bytes from `node:crypto`
 * @throws {RangeError} for an invalid answer or seed
 */
export function speakCaptcha(answer: string, language = 'en', seed?: Uint8Array): SpokenCaptcha {
  if (!/^[0-9]+$/.test(answer) || answer.length > MAX_ANSWER_LENGTH) {
    throw new RangeError(`an audio captcha must have 1 to ${MAX_ANSWER_LENGTH} digits`);
  }
  const digits = Array.from(answer, Number);
  const recordings = recordingsOf(spokenLanguage(language));
  return { wav: encodeWav(mix(digits, recordings, new Randomness(seed))) };
}

/** Loads the recordings of a language at startup instead of in the first request. Throws if the file is unreadable. */
export function warmUp(language = 'en'): void {
  speakCaptcha('0', language);
}
