import { randomInt } from 'node:crypto';
import { speakCaptcha } from '@system-management/captcha-audio';

/** Samples a second. */
export const RATE = 8000;
/** Bytes of a WAV file before its samples. */
const HEADER_SIZE = 44;

/** Six digits. */
export function newAnswer(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** Seconds that so many bytes of WAV take to hear. */
export function secondsOf(bytes: number): number {
  return (bytes - HEADER_SIZE) / RATE;
}

/** An answer as it is heard: samples from -1 to 1. */
export function samplesOf(answer: string, language: string): Float32Array {
  const { wav } = speakCaptcha(answer, language);
  return Float32Array.from(wav.subarray(HEADER_SIZE), (byte) => (byte - 128) / 127);
}
