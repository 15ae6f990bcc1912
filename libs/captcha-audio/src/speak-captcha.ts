import { mix } from './mix.js';
import { Randomness } from './randomness.js';
import { recordingsOf, spokenLanguage } from './recordings.js';
import { encodeWav } from './wav.js';

/** More digits than this nobody remembers, however often they listen. */
const LONGEST_ANSWER = 12;

/** A spoken answer: the sound is all that leaves this package. */
export interface SpokenCaptcha {
  /** A complete WAV file: 8000 samples a second, 8-bit PCM, mono; about a second for each digit. */
  readonly wav: Buffer;
}

/**
 * Speaks an answer over noise, in a few milliseconds.
 *
 * @param answer 1 to 12 digits
 * @param language BCP 47 tag; its family counts (`zh` for `zh-TW`), and English stands in for one without recordings
 * @param seed 16 bytes from which everything but the answer follows, for repeatable tests @default fresh `node:crypto`
 *   bytes
 * @throws {RangeError} for an answer or seed outside these limits
 */
export function speakCaptcha(answer: string, language = 'en', seed?: Uint8Array): SpokenCaptcha {
  if (!/^[0-9]+$/.test(answer) || answer.length > LONGEST_ANSWER) {
    throw new RangeError(`a spoken answer has 1 to ${LONGEST_ANSWER} digits and nothing else`);
  }
  const digits = Array.from(answer, Number);
  const recordings = recordingsOf(spokenLanguage(language));
  return { wav: encodeWav(mix(digits, recordings, new Randomness(seed))) };
}

/** Reads a language at start instead of within somebody's first request. Fails at start if speaking ever would. */
export function warmUp(language = 'en'): void {
  speakCaptcha('0', language);
}
