import { readFileSync } from 'node:fs';
import { decodeRecordings } from './wav.js';

/** Languages with recordings in `recordings/`, which `scripts/record.mjs` generates. ← add yours */
export const SPOKEN_LANGUAGES = ['en', 'zh', 'ja', 'ko', 'de', 'fr', 'es', 'pt', 'ru', 'ar'] as const;
export type SpokenLanguage = (typeof SPOKEN_LANGUAGES)[number];

const DIGITS = 10;

/** Recordings of the ten digits in one language by several speakers. */
export class Recordings {
  /** @param all ten digits per speaker, speaker by speaker */
  constructor(private readonly all: readonly Float32Array[]) {}

  get speakers(): number {
    return this.all.length / DIGITS;
  }

  /** The samples of a digit by a speaker, from -1 to 1. */
  of(digit: number, speaker: number): Float32Array {
    return this.all[speaker * DIGITS + digit]!;
  }
}

const loaded = new Map<SpokenLanguage, Recordings>();

/** Reads the file of a language on first use (about 1 ms) and caches it (0.6 MB). */
export function recordingsOf(language: SpokenLanguage): Recordings {
  let recordings = loaded.get(language);
  if (!recordings) {
    const file = new URL(`../recordings/${language}.wav`, import.meta.url);
    recordings = new Recordings(decodeRecordings(readFileSync(file)));
    loaded.set(language, recordings);
  }
  return recordings;
}

/** The supported language of a BCP 47 tag by its primary subtag (`zh` for `zh-TW`); `en` for any other. */
export function spokenLanguage(tag: string): SpokenLanguage {
  const [primary] = tag.toLowerCase().split('-');
  return SPOKEN_LANGUAGES.find((language) => language === primary) ?? 'en';
}
