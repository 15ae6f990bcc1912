export { speakCaptcha, warmUp, type SpokenCaptcha } from './speak-captcha.js';
export { SPOKEN_LANGUAGES } from './recordings.js';
