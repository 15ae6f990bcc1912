import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordingsOf, SPOKEN_LANGUAGES } from './recordings.js';
import { SAMPLE_RATE } from './wav.js';

describe('recordingsOf()', () => {
  it('has a file for every listed language, and no other', () => {
    const files = readdirSync(new URL('../recordings', import.meta.url)).filter((file) =>
      file.endsWith('.wav'),
    );
    expect(files.sort()).toEqual(SPOKEN_LANGUAGES.map((language) => `${language}.wav`).sort());
  });

  it.each(SPOKEN_LANGUAGES)(
    'returns for %s ten digits by four speakers, 0.1 to 1 s long with an RMS above 0.1',
    (language) => {
      const recordings = recordingsOf(language);
      expect(recordings.speakers).toBe(4);
      for (let speaker = 0; speaker < recordings.speakers; speaker++) {
        for (let digit = 0; digit < 10; digit++) {
          const samples = recordings.of(digit, speaker);
          const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
          expect(samples.length / SAMPLE_RATE).toBeGreaterThan(0.1);
          expect(samples.length / SAMPLE_RATE).toBeLessThan(1);
          expect(rms).toBeGreaterThan(0.1);
          expect(Math.max(...samples)).toBeLessThanOrEqual(1);
        }
      }
    },
  );

  it('caches the recordings', () => {
    expect(recordingsOf('en')).toBe(recordingsOf('en'));
  });
});
