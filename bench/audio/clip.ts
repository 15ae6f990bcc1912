import { randomInt } from 'node:crypto';
import { speakCaptcha } from '@system-management/captcha-audio';

/** Samples per second. */
export const RATE = 8000;
/** Bytes before the samples of a WAV file. */
const HEADER_SIZE = 44;

/** Six random digits. */
export function newAnswer(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** Duration of a WAV file of this size in seconds. */
export function secondsOf(bytes: number): number {
  return (bytes - HEADER_SIZE) / RATE;
}

/** Speaks an answer; samples from -1 to 1. */
export function samplesOf(answer: string, language: string): Float32Array {
  const { wav } = speakCaptcha(answer, language);
  return Float32Array.from(wav.subarray(HEADER_SIZE), (byte) => (byte - 128) / 127);
}
