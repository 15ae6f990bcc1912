import { CaptchaField } from './captcha-field.js';
import { TEXTS } from './texts.js';

export { CaptchaField, TEXTS as captchaFieldTexts };
export type {
  CaptchaFieldEventMap,
  CaptchaFieldType,
  FailedDetail,
  IssuedDetail,
  VerifiedDetail,
} from './events.js';
export type { CaptchaFieldTexts } from './texts.js';

declare global {
  interface HTMLElementTagNameMap {
    'captcha-field': CaptchaField;
  }
}

// Loaded twice, or on a server, it does nothing.
if (globalThis.customElements && !customElements.get('captcha-field')) {
  customElements.define('captcha-field', CaptchaField);
}
