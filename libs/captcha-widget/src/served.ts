import { CaptchaField } from './index.js';

export * from './index.js';

// What /captcha-field.js is made of: it comes from the server that it asks, on whichever page it is.
CaptchaField.server = new URL('.', import.meta.url).href;
