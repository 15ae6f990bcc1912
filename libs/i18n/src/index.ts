export { fill, type TextParams, type Texts } from './catalogue.js';
export { escapeHtml } from './escape-html.js';
export { LanguageNegotiator } from './negotiate-language.js';
