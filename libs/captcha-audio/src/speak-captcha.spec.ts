import { describe, expect, it } from 'vitest';
import { speakCaptcha, SPOKEN_LANGUAGES, warmUp } from './index.js';
import { SAMPLE_RATE } from './wav.js';

const HEADER_SIZE = 44;
const seed = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);
const secondsOf = (wav: Buffer): number => (wav.length - HEADER_SIZE) / SAMPLE_RATE;

describe('speakCaptcha()', () => {
  it('returns a WAV file of 8-bit PCM with a format and a data chunk only', () => {
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

  it.each(SPOKEN_LANGUAGES)('takes 4 to 9 seconds for six digits in %s', (language) => {
    for (let i = 0; i < 10; i++) {
      const seconds = secondsOf(speakCaptcha('012345', language, seed(i)).wav);
      expect(seconds).toBeGreaterThan(4);
      expect(seconds).toBeLessThan(9);
    }
  });

  it('returns the same clip for the same seed, and different clips without a seed', () => {
    const repeated = speakCaptcha('637828', 'en', seed(1)).wav;
    expect(speakCaptcha('637828', 'en', seed(1)).wav).toEqual(repeated);
    expect(speakCaptcha('637828', 'en', seed(2)).wav).not.toEqual(repeated);
    expect(speakCaptcha('637828').wav).not.toEqual(speakCaptcha('637828').wav);
  });

  it('returns a different clip for each digit', () => {
    const clips = new Set(
      Array.from({ length: 10 }, (_, digit) => speakCaptcha(`${digit}`, 'en', seed(1)).wav.toString('hex')),
    );
    expect(clips.size).toBe(10);
  });

  it('uses the primary language subtag, and English for unsupported languages', () => {
    const spoken = (tag: string): string => speakCaptcha('637828', tag, seed(1)).wav.toString('hex');
    expect(spoken('zh-TW')).toBe(spoken('zh'));
    expect(spoken('zh-Hans-CN')).toBe(spoken('zh'));
    expect(spoken('pt-BR')).toBe(spoken('pt'));
    expect(new Set(SPOKEN_LANGUAGES.map(spoken)).size).toBe(SPOKEN_LANGUAGES.length);
    for (const unknown of ['nl', 'constructor', '', '../../secret'])
      expect(spoken(unknown)).toBe(spoken('en'));
  });

  it.each(['', '12345A', '１２３', '12 34', '-1', '1.5', '1'.repeat(13)])(
    'rejects the answer %j',
    (answer) => {
      expect(() => speakCaptcha(answer)).toThrow(new RangeError('an audio captcha must have 1 to 12 digits'));
    },
  );

  it('rejects a seed of another length', () => {
    expect(() => speakCaptcha('1', 'en', new Uint8Array(15))).toThrow('a seed must have 16 bytes, got 15');
  });
});

describe('warmUp()', () => {
  it('loads the recordings of a language', () => {
    expect(() => warmUp('ja')).not.toThrow();
  });
});
