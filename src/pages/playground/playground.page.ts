import { escapeHtml } from '@system-management/i18n';
import { contextOf } from '@system-management/request-context';
import type { FastifyRequest } from 'fastify';
import type { MessagingConfig } from '../../config/messaging.config.js';
import { LANGUAGE_TAGS } from '../../languages/index.js';
import type { TenantRegistry } from '../../tenants/tenant.registry.js';
import { isDeliveryLocal } from '../serving/is-delivery-local.js';
import { nativeName } from '../serving/native-name.js';
import type { Page } from '../serving/page.js';
import { PLAYGROUND_TEXTS } from './playground.texts.js';

const here = (name: string): URL => new URL(name, import.meta.url);
const PATH = '/';

/** The playground, in the caller's language at `/` and in a fixed language at `/<tag>`. */
export function playgroundPage(config: MessagingConfig, registry: TenantRegistry): Page {
  const { outbox } = config;
  return {
    path: PATH,
    label: 'playground',
    link: { en: 'Verification codes', 'zh-CN': '验证码服务' },
    html: here('playground.html'),
    files: {
      '/playground/playground.js': here('dist/playground.js'),
      '/playground/playground.css': here('playground.css'),
    },
    texts: PLAYGROUND_TEXTS,
    hasUrlPerLanguage: true,
    parts(language, request) {
      const texts = PLAYGROUND_TEXTS[language]!;
      // Tenant codes are confidential on a server that sends real messages.
      const tenants = registry.all().filter(({ code }) => outbox || code === 'default');
      const uses = [...new Set(tenants.flatMap(({ policy }) => Object.keys(policy.purposes)))];
      const isLocal = outbox && isDeliveryLocal(registry.all(), config);
      return {
        lead: escapeHtml(isLocal ? texts.intro : texts.introBare),
        hasOutbox: String(outbox),
        inboxState: escapeHtml(outbox ? texts.inboxEmpty : texts.inboxOff),
        uses: options(uses, 'login'),
        tenants: options(tenants.map(({ code }) => code)),
        messageLanguages: options(LANGUAGE_TAGS, messageLanguage(language, request), nativeName),
      };
    },
  };
}

/** At `/` the caller's language, because messages exist in more languages than the page; else that of the address. */
function messageLanguage(language: string, { raw, routeOptions }: FastifyRequest): string {
  return (routeOptions.url === PATH && contextOf(raw)?.language) || language;
}

function options(values: readonly string[], chosen?: string, nameOf = (value: string) => value): string {
  return values
    .map((value) => {
      const selected = value === chosen ? ' selected' : '';
      return `<option value="${escapeHtml(value)}"${selected}>${escapeHtml(nameOf(value))}</option>`;
    })
    .join('');
}
