import type { DocumentTexts } from '../translate.js';
import { CAPTCHA } from './zh-CN/captcha.js';
import { FAILURES } from './zh-CN/failures.js';
import { GENERAL } from './zh-CN/general.js';
import { OUTBOX } from './zh-CN/outbox.js';
import { TICKETS } from './zh-CN/tickets.js';

/** The document in Chinese, by the English paragraph. */
export const zhCN: DocumentTexts = { ...GENERAL, ...CAPTCHA, ...TICKETS, ...OUTBOX, ...FAILURES };
