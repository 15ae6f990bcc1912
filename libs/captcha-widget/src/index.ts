import { CaptchaField } from './captcha-field.js';
import { TEXTS } from './texts/languages.js';

export { CaptchaField, TEXTS as captchaFieldTexts };
export type {
  CaptchaFieldEventMap,
  CaptchaFieldType,
  FailedDetail,
  IssuedDetail,
  StepUpDetail,
  VerifiedDetail,
} from './events.js';
export type { StepUpVendor } from './request.js';
export type { CaptchaFieldTexts } from './texts/texts.js';

declare global {
  interface HTMLElementTagNameMap {
    'captcha-field': CaptchaField;
  }
}

// Skips a second definition and environments without custom elements, such as server-side rendering.
if (globalThis.customElements && !customElements.get('captcha-field')) {
  customElements.define('captcha-field', CaptchaField);
}
