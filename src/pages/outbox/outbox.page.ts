import { escapeHtml } from '@system-management/i18n';
import type { ServerConfig } from '../../config/server.config.js';
import type { Page } from '../serving/page.js';
import { TYPES_IN_ORDER } from '../serving/type-order.js';
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
    files: { '/outbox/outbox.css': here('outbox.css'), '/outbox/outbox.js': here('dist/outbox.js') },
    texts: OUTBOX_TEXTS,
    hasUrlPerLanguage: true,
    parts: (language) => ({ typeFilter: typeFilter(language) }),
    // Mails are shown in sandboxed frames.
    csp: { frameSrc: ["'self'"] },
    check: ({ raw }) => checkOutboxAccess(raw, host, true),
  };
}

/**
 * A toggle button per captcha type. Types without a recipient are not selected at first: a page that
 * tests the outbox requests a picture for almost every message.
 */
function typeFilter(language: string): string {
  const names: Readonly<Record<string, string>> = { ...OUTBOX_TEXTS[language] };
  return TYPES_IN_ORDER.map(({ type, requiresAccount }) => {
    const attributes = `type="button" class="chip" data-type="${type}" aria-pressed="${requiresAccount}"`;
    return `<button ${attributes}>${escapeHtml(names[type] ?? type)} <span class="count"></span></button>`;
  }).join('');
}
