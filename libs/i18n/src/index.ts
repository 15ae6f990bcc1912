export { fill, type TextParams, type Texts } from './catalogue.js';
export { LanguageNegotiator } from './negotiate-language.js';
