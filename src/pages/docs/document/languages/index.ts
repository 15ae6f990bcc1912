import type { DocumentTexts } from '../translate.js';
import { zhCN } from './zh-CN.js';

/** Translations of the document by BCP 47 tag. ← add yours */
export const DOCUMENT_TEXTS: Readonly<Record<string, DocumentTexts>> = { 'zh-CN': zhCN };
