import type { ServerConfig } from '../../config/server.config.js';
import type { Page } from '../serving/page.js';
import { checkOutboxAccess } from './outbox-access.js';
import { OUTBOX_TEXTS } from './outbox.texts.js';

const here = (name: string): URL => new URL(name, import.meta.url);

/** The development inbox, which updates itself. */
export function outboxPage({ host }: Pick<ServerConfig, 'host'>): Page {
  return {
    path: '/outbox',
    label: 'messages that were not sent',
    link: { en: 'Outbox', 'zh-CN': '发件箱' },
    html: here('outbox.html'),
    files: { '/outbox/outbox.css': here('outbox.css'), '/outbox/outbox.js': here('outbox.js') },
    texts: OUTBOX_TEXTS,
    // Mails are shown in sandboxed frames.
    csp: { frameSrc: ["'self'"] },
    check: ({ raw }) => checkOutboxAccess(raw, host, true),
  };
}
