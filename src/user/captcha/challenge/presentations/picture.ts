import { drawCaptcha, warmUp } from '@system-management/captcha-image';
import { formatOf } from '../code-format.js';
import type { Presentation } from './presentation.js';

/** A PNG to be read. */
export const Picture = {
  name: 'image',
  formatOf,
  present: (code) => `data:image/png;base64,${drawCaptcha(code).png.toString('base64')}`,
  warmUp,
} as const satisfies Presentation;
