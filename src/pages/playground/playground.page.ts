import { escapeHtml } from '@system-management/i18n';
import { contextOf } from '@system-management/request-context';
import type { FastifyRequest } from 'fastify';
import type { MessagingConfig } from '../../config/messaging.config.js';
import { LANGUAGE_TAGS } from '../../languages/index.js';
import type { TenantRegistry } from '../../tenants/tenant.registry.js';
import { isDeliveryLocal } from '../serving/is-delivery-local.js';
import { nativeName } from '../serving/native-name.js';
import type { Page } from '../serving/page.js';
import { scriptJson } from '../serving/script-json.js';
import { playgroundData } from './playground-data.js';
import { PLAYGROUND_TEXTS } from './playground.texts.js';
import { accountFields, presentationField, typeButtons } from './type-choices.js';

const here = (name: string): URL => new URL(name, import.meta.url);
const STYLES = ['page', 'controls', 'request', 'inbox', 'ticket', 'calls'];
/** The programs of `docs/examples/check-ticket`, whose path from here is the same in `src` and in `dist`. */
const EXAMPLES = ['node.mjs', 'go/main.go', 'CheckTicket.java', 'check_ticket.py'];
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
      ...Object.fromEntries(
        STYLES.map((name) => [`/playground/styles/${name}.css`, here(`styles/${name}.css`)]),
      ),
      ...Object.fromEntries(
        EXAMPLES.map((name) => [
          `/playground/check-ticket/${name}`,
          here(`../../../docs/examples/check-ticket/${name}`),
        ]),
      ),
    },
    texts: PLAYGROUND_TEXTS,
    hasUrlPerLanguage: true,
    parts(language, request) {
      const texts = PLAYGROUND_TEXTS[language]!;
      const isLocal = outbox && isDeliveryLocal(registry.all(), config);
      const data = playgroundData(config, registry);
      return {
        lead: escapeHtml(isLocal ? texts.intro : texts.introBare),
        inboxState: escapeHtml(outbox ? texts.inboxEmpty : texts.inboxOff),
        types: typeButtons(texts),
        accounts: accountFields(texts, outbox),
        presentations: presentationField(texts),
        tenants: data.tenants.map(({ code, name }) => option(code, name)).join(''),
        messageLanguages: languageOptions(messageLanguage(language, request)),
        data: scriptJson(data),
      };
    },
  };
}

/** At `/` the caller's language, because messages exist in more languages than the page; else that of the address. */
function messageLanguage(language: string, { raw, routeOptions }: FastifyRequest): string {
  return (routeOptions.url === PATH && contextOf(raw)?.language) || language;
}

function languageOptions(chosen: string): string {
  return LANGUAGE_TAGS.map((tag) => option(tag, nativeName(tag), tag === chosen)).join('');
}

function option(value: string, label: string, isSelected = false): string {
  return `<option value="${escapeHtml(value)}"${isSelected ? ' selected' : ''}>${escapeHtml(label)}</option>`;
}
