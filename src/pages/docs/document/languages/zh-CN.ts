import type { DocumentTexts } from '../translate.js';
import { CAPTCHA } from './zh-CN/captcha.js';
import { FAILURES } from './zh-CN/failures.js';
import { GENERAL } from './zh-CN/general.js';
import { OUTBOX } from './zh-CN/outbox.js';
import { PROOF_OF_WORK } from './zh-CN/proof-of-work.js';
import { SITEVERIFY } from './zh-CN/siteverify.js';
import { TICKETS } from './zh-CN/tickets.js';

/** The document in Chinese, by the English paragraph. */
export const zhCN: DocumentTexts = {
  ...GENERAL,
  ...CAPTCHA,
  ...PROOF_OF_WORK,
  ...TICKETS,
  ...SITEVERIFY,
  ...OUTBOX,
  ...FAILURES,
};
