import { describe, expect, it } from 'vitest';
import { speakCaptcha, SPOKEN_LANGUAGES, warmUp } from './index.js';
import { SAMPLE_RATE } from './wav.js';

const HEADER_SIZE = 44;
const seed = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);
const secondsOf = (wav: Buffer): number => (wav.length - HEADER_SIZE) / SAMPLE_RATE;

describe('A spoken answer', () => {
  it('is a WAV file of 8-bit PCM with the two chunks it needs and nothing else', () => {
    const { wav } = speakCaptcha('637828');
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.toString('latin1', 8, 16)).toBe('WAVEfmt ');
    const format = [20, 22, 32, 34].map((at) => wav.readUInt16LE(at));
    expect(format).toEqual([1, 1, 1, 8]);
    expect([wav.readUInt32LE(24), wav.readUInt32LE(28)]).toEqual([8000, 8000]);
    expect(wav.toString('latin1', 36, 40)).toBe('data');
    const size = wav.readUInt32LE(40);
    expect(wav.length - HEADER_SIZE).toBe(size + (size & 1));
  });

  it.each(SPOKEN_LANGUAGES)('of six digits lasts 4 to 9 seconds in %s', (language) => {
    for (let i = 0; i < 10; i++) {
      const seconds = secondsOf(speakCaptcha('012345', language, seed(i)).wav);
      expect(seconds).toBeGreaterThan(4);
      expect(seconds).toBeLessThan(9);
    }
  });

  it('repeats with a seed, and never without', () => {
    const repeated = speakCaptcha('637828', 'en', seed(1)).wav;
    expect(speakCaptcha('637828', 'en', seed(1)).wav).toEqual(repeated);
    expect(speakCaptcha('637828', 'en', seed(2)).wav).not.toEqual(repeated);
    expect(speakCaptcha('637828').wav).not.toEqual(speakCaptcha('637828').wav);
  });

  it('follows from the answer, digit by digit', () => {
    const clips = new Set(
      Array.from({ length: 10 }, (_, digit) => speakCaptcha(`${digit}`, 'en', seed(1)).wav.toString('hex')),
    );
    expect(clips.size).toBe(10);
  });

  it('is in the family of the language, and in English where there is none', () => {
    const spoken = (tag: string): string => speakCaptcha('637828', tag, seed(1)).wav.toString('hex');
    expect(spoken('zh-TW')).toBe(spoken('zh'));
    expect(spoken('zh-Hans-CN')).toBe(spoken('zh'));
    expect(spoken('pt-BR')).toBe(spoken('pt'));
    expect(new Set(SPOKEN_LANGUAGES.map(spoken)).size).toBe(SPOKEN_LANGUAGES.length);
    for (const unknown of ['nl', 'constructor', '', '../../secret'])
      expect(spoken(unknown)).toBe(spoken('en'));
  });

  it.each(['', '12345A', '１２３', '12 34', '-1', '1.5', '1'.repeat(13)])('cannot be %j', (answer) => {
    expect(() => speakCaptcha(answer)).toThrow(
      new RangeError('a spoken answer has 1 to 12 digits and nothing else'),
    );
  });

  it('refuses a seed of another length', () => {
    expect(() => speakCaptcha('1', 'en', new Uint8Array(15))).toThrow('a seed has 16 bytes, not 15');
  });

  it('can be made ready before it is asked for', () => {
    expect(() => warmUp('ja')).not.toThrow();
  });
});
