import { describe, expect, it } from 'vitest';
import { mix } from './mix.js';
import { Randomness } from './randomness.js';
import { Recordings, recordingsOf } from './recordings.js';
import { SAMPLE_RATE } from './wav.js';

const WINDOW = SAMPLE_RATE / 20;
const seeded = (byte: number): Randomness => new Randomness(new Uint8Array(16).fill(byte));

/** RMS of every 50 ms. */
function loudnessOf(sound: Float32Array): number[] {
  return Array.from({ length: Math.floor(sound.length / WINDOW) }, (_, i) => {
    const part = sound.subarray(i * WINDOW, (i + 1) * WINDOW);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample ** 2, 0) / WINDOW);
  });
}

/** Recordings of two speakers in which one digit is a tone and the others are silent. */
function toneFor(digit: number): Recordings {
  const tone = Float32Array.from({ length: SAMPLE_RATE / 2 }, (_, i) => Math.sin(i / 3) / 2);
  const silence = new Float32Array(tone.length);
  return new Recordings(Array.from({ length: 20 }, (_, i) => (i % 10 === digit ? tone : silence)));
}

describe('mix()', () => {
  it('contains the digits in their order', () => {
    const places = [0, 1, 2, 3, 4, 5].map((place) => {
      const digits = [1, 1, 1, 1, 1, 1].with(place, 7);
      const loudness = loudnessOf(mix(digits, toneFor(7), seeded(3)));
      return loudness.indexOf(Math.max(...loudness));
    });
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(places).size).toBe(6);
  });

  it('has no silence that would mark the start of a word', () => {
    for (let i = 0; i < 20; i++) {
      const loudness = loudnessOf(mix([0, 1, 2, 3, 4, 5], recordingsOf('en'), seeded(i))).slice(1, -1);
      expect(Math.min(...loudness)).toBeGreaterThan(0.005);
    }
  });

  it('peaks between 0.9 and 1 of full scale', () => {
    for (let i = 0; i < 20; i++) {
      const sound = mix([7, 7, 7], recordingsOf('zh'), seeded(i));
      const peak = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect(peak).toBeGreaterThan(0.9);
      expect(peak).toBeLessThan(1);
    }
  });

  it('starts and ends without a click', () => {
    const sound = mix([4, 2], recordingsOf('de'), seeded(1));
    expect(Math.abs(sound[0]!)).toBeLessThan(0.01);
    expect(Math.abs(sound.at(-1)!)).toBeLessThan(0.01);
  });

  it('varies the length for the same digits', () => {
    const lengths = Array.from(
      { length: 20 },
      (_, i) => mix([1, 1, 1, 1, 1, 1], recordingsOf('en'), seeded(i)).length,
    );
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeGreaterThan(SAMPLE_RATE / 2);
  });
});
