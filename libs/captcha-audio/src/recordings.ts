import { readFileSync } from 'node:fs';
import { decodeRecordings } from './wav.js';

/** Languages that have recordings in `recordings/`, made by `scripts/record.mjs`. ← add yours */
export const SPOKEN_LANGUAGES = ['en', 'zh', 'ja', 'ko', 'de', 'fr', 'es', 'pt', 'ru', 'ar'] as const;
export type SpokenLanguage = (typeof SPOKEN_LANGUAGES)[number];

const DIGITS = 10;

/** The ten digits in one language, by several speakers. */
export class Recordings {
  constructor(private readonly all: readonly Float32Array[]) {}

  get speakers(): number {
    return this.all.length / DIGITS;
  }

  /** A digit as one of the speakers says it; samples from -1 to 1. */
  of(digit: number, speaker: number): Float32Array {
    return this.all[speaker * DIGITS + digit]!;
  }
}

const loaded = new Map<SpokenLanguage, Recordings>();

/** Reads a language's file when it is first spoken, about a millisecond, and keeps it: 0.6 MB. */
export function recordingsOf(language: SpokenLanguage): Recordings {
  let recordings = loaded.get(language);
  if (!recordings) {
    const file = new URL(`../recordings/${language}.wav`, import.meta.url);
    recordings = new Recordings(decodeRecordings(readFileSync(file)));
    loaded.set(language, recordings);
  }
  return recordings;
}

/** The family of a language that is spoken here (`zh` for `zh-TW`); English for any other. */
export function spokenLanguage(tag: string): SpokenLanguage {
  const [family] = tag.toLowerCase().split('-');
  return SPOKEN_LANGUAGES.find((language) => language === family) ?? 'en';
}
