import type { Page } from '../serving/page.js';
import { OUTBOX_TEXTS } from './outbox.texts.js';

const here = (name: string): URL => new URL(name, import.meta.url);

/** The development inbox, which updates itself. */
export const OUTBOX_PAGE: Page = {
  path: '/outbox',
  label: 'messages that were not sent',
  html: here('outbox.html'),
  files: { '/outbox/outbox.css': here('outbox.css'), '/outbox/outbox.js': here('outbox.js') },
  texts: OUTBOX_TEXTS,
  // Mails are shown in sandboxed frames.
  csp: { frameSrc: ["'self'"] },
};
