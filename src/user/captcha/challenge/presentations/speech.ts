import { speakCaptcha, warmUp } from '@system-management/captcha-audio';
import { ALPHABETS } from '../code-alphabets.js';
import type { Presentation } from './presentation.js';

/** Fewer digits could be guessed more often than one in a million times; see ADR 12. */
const LEAST_DIGITS = 6;

/** A WAV to be listened to: digits, because letters sound alike. As many as a picture has characters, six at least. */
export const Speech = {
  name: 'audio',
  formatOf: ({ length }) => ({ length: Math.max(length, LEAST_DIGITS), alphabet: ALPHABETS.digits }),
  present: (code, language) => `data:audio/wav;base64,${speakCaptcha(code, language).wav.toString('base64')}`,
  warmUp,
} as const satisfies Presentation;
