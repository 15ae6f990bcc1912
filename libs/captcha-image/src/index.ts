export { DRAWABLE } from './drawable.js';
export { drawCaptcha, warmUp, type CaptchaOptions, type CaptchaPicture } from './draw-captcha.js';
export { CAPTCHA_STYLES, type CaptchaStyle, type CaptchaStyleName } from './picture/styles.js';
