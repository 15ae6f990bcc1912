import type { DocumentTexts } from '../translate.js';

/** The document in Chinese, by the English paragraph. */
export const zhCN: DocumentTexts = {};
