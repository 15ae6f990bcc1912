import type { CaptchaPicture } from '@system-management/captcha-image';
import type { PresentedCode } from '../presentation.js';

/** A code and its picture as a data URI (RFC 2397). */
export function presentedPicture(code: string, { png }: CaptchaPicture): PresentedCode {
  return { code, url: `data:image/png;base64,${png.toString('base64')}` };
}
