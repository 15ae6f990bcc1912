export { normalizeCode } from './normalize-code.js';
export { normalizePhone } from './normalize-phone.js';
export { visibleText } from './visible-text.js';
