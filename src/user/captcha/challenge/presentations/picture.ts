import { drawCaptcha, warmUp } from '@system-management/captcha-image';
import { formatOf } from '../code/code-format.js';
import type { Presentation } from './presentation.js';

/** The code as a distorted picture, in PNG. */
export const Picture = {
  name: 'image',
  formatOf,
  present: (code) => `data:image/png;base64,${drawCaptcha(code).png.toString('base64')}`,
  warmUp,
} as const satisfies Presentation;
