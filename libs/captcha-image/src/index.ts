export { ALPHABETS, DRAWABLE, type AlphabetName } from './alphabets.js';
export { drawCaptcha, warmUp, type CaptchaOptions, type CaptchaPicture } from './draw-captcha.js';
export { randomAnswer } from './random-answer.js';
export { CAPTCHA_STYLES, type CaptchaStyle, type CaptchaStyleName } from './picture/styles.js';
