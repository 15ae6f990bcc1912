import { CaptchaField } from './index.js';

export * from './index.js';

// Entry point of /captcha-field.js: fields use the server that served the script as their default endpoint.
CaptchaField.server = new URL('.', import.meta.url).href;
