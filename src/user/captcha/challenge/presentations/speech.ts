import { speakCaptcha, warmUp } from '@system-management/captcha-audio';
import { ALPHABETS } from '../code/code-alphabets.js';
import type { Presentation } from './presentation.js';

/** Fewer digits would be guessed more often than once in a million; see ADR 12. */
const MIN_DIGITS = 6;

/** The code spoken, in WAV. Digits only, because letters sound alike: as many as the policy's length, at least six. */
export const Speech = {
  name: 'audio',
  formatOf: ({ length }) => ({ length: Math.max(length, MIN_DIGITS), alphabet: ALPHABETS.digits }),
  present: (code, language) => `data:audio/wav;base64,${speakCaptcha(code, language).wav.toString('base64')}`,
  warmUp,
} as const satisfies Presentation;
