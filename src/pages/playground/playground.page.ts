import { readFile } from 'node:fs/promises';
import { escapeHtml, fill, LanguageNegotiator } from '@system-management/i18n';
import { contextOf } from '@system-management/request-context';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../app.config.js';
import { FALLBACK_LANGUAGE, LANGUAGE_TAGS } from '../../languages/index.js';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { serveAsset } from './serve-asset.js';
import { PLAYGROUND_TEXTS, type PlaygroundTexts } from './texts.js';

/** Own scripts, styles and calls, pictures and sounds as data URIs, and nothing else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  'media-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const here = (name: string): URL => new URL(name, import.meta.url);

/** Serves the playground: at `/` in the caller's language, and at the tag of each language it is written in. */
export async function servePlayground(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const { outbox } = app.get<Settings>(SETTINGS);
  const tenants = app.get(TenantRegistry);
  const source = await readFile(here('playground.html'), 'utf8');
  const written = new LanguageNegotiator(Object.keys(PLAYGROUND_TEXTS));

  const answer = (texts: PlaygroundTexts, messageLanguage: string, reply: FastifyReply): FastifyReply =>
    reply
      .headers({ 'Content-Security-Policy': POLICY, 'Content-Language': texts.language })
      .type('text/html; charset=utf-8')
      .send(fill(source, placeholders(texts, messageLanguage, outbox, tenants)));

  fastify.get('/', async (request: FastifyRequest, reply: FastifyReply) => {
    const tag = written.negotiate(request.headers['accept-language']) ?? FALLBACK_LANGUAGE;
    return answer(textsOf(tag), contextOf(request.raw)?.language ?? tag, reply);
  });
  for (const [tag, texts] of Object.entries(PLAYGROUND_TEXTS)) {
    fastify.get(`/${tag}`, async (_request, reply) => answer(texts, tag, reply));
  }
  await serveAsset(fastify, {
    path: '/playground/playground.js',
    file: here('dist/playground.js'),
    type: 'text/javascript; charset=utf-8',
  });
  await serveAsset(fastify, {
    path: '/playground/playground.css',
    file: here('playground.css'),
    type: 'text/css; charset=utf-8',
  });
}

function textsOf(tag: string): PlaygroundTexts {
  return PLAYGROUND_TEXTS[tag] ?? PLAYGROUND_TEXTS[FALLBACK_LANGUAGE]!;
}

function placeholders(
  texts: PlaygroundTexts,
  messageLanguage: string,
  outbox: boolean,
  registry: TenantRegistry,
): Record<string, string> {
  // Who the tenants are is nobody's business where real messages are sent.
  const tenants = registry.all().filter(({ code }) => outbox || code === 'default');
  const uses = [...new Set(tenants.flatMap(({ policy }) => Object.keys(policy.purposes)))];
  const escaped = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, escapeHtml(text)]));
  return {
    ...escaped,
    lead: escapeHtml(outbox ? texts.intro : texts.introBare),
    inboxState: escapeHtml(outbox ? texts.inboxEmpty : texts.inboxOff),
    outboxLink: outbox ? `<a href="/outbox">${escapeHtml(texts.outbox)}</a>` : '',
    uses: options(uses, 'login'),
    tenants: options(tenants.map(({ code }) => code)),
    messageLanguages: options(LANGUAGE_TAGS, messageLanguage, nativeName),
    languageLinks: Object.keys(PLAYGROUND_TEXTS)
      .map((tag) => languageLink(tag, texts.language))
      .join(''),
    // No text can end the script element it stands in.
    json: JSON.stringify({ outbox, texts }).replaceAll('<', '\\u003c'),
  };
}

function options(values: readonly string[], chosen?: string, nameOf = (value: string) => value): string {
  return values
    .map((value) => {
      const selected = value === chosen ? ' selected' : '';
      return `<option value="${escapeHtml(value)}"${selected}>${escapeHtml(nameOf(value))}</option>`;
    })
    .join('');
}

function languageLink(tag: string, current: string): string {
  const mark = tag === current ? ' aria-current="true"' : '';
  return `<a href="/${tag}" hreflang="${tag}" lang="${tag}"${mark}>${escapeHtml(nativeName(tag))}</a>`;
}

/** `de` → `Deutsch`, `zh-CN` → `简体中文`: what people call their language, by its script where it has two. */
function nativeName(tag: string): string {
  const { language, script } = new Intl.Locale(tag).maximize();
  const name = language === 'zh' ? `zh-${script}` : tag;
  return new Intl.DisplayNames(tag, { type: 'language' }).of(name) ?? tag;
}
