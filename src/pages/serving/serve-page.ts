import { readFile } from 'node:fs/promises';
import { escapeHtml, fill, LanguageNegotiator } from '@system-management/i18n';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FALLBACK_LANGUAGE } from '../../languages/index.js';
import { headOf } from './head.js';
import type { Csp, Page } from './page.js';
import { checkedBy } from './request-check.js';
import { scriptJson } from './script-json.js';
import { serveAsset } from './serve-asset.js';

/** Allows only scripts, styles and calls of the own origin, and pictures and sounds as data URIs. */
const STRICT: Csp = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  mediaSrc: ["'self'", 'data:'],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** What a page shows of the application around it. */
export interface PageContext {
  /** All pages that are served, for the links between them. @default the page alone */
  readonly pages?: readonly Page[];
  /** HTML that every page can show, by placeholder. @default none */
  readonly placeholders?: Readonly<Record<string, string>>;
}

/**
 * Serves a page and its files. Redirects a URL with a trailing slash to the one without, because relative URLs resolve
 * differently below it. Requires `@fastify/helmet`: see `setUpPages()`.
 */
export async function servePage(
  fastify: FastifyInstance,
  page: Page,
  { pages = [page], placeholders: ofAllPages = {} }: PageContext = {},
): Promise<void> {
  const {
    path,
    html,
    files,
    texts = { [FALLBACK_LANGUAGE]: {} },
    hasUrlPerLanguage = false,
    parts,
    csp,
    check,
  } = page;
  const languages = new LanguageNegotiator(Object.keys(texts));
  const source = await readFile(html, 'utf8');
  const placeholders = new Map(
    Object.entries(texts).map(([tag, textsOfTag]) => [tag, placeholdersOf(tag, textsOfTag)]),
  );
  const options = {
    ...checkedBy(check),
    helmet: { contentSecurityPolicy: { useDefaults: false, directives: { ...STRICT, ...csp } } },
  };

  const serve = (url: string, languageOf: (request: FastifyRequest) => string): void => {
    const root = rootOf(url);
    fastify.get(url, options, async (request, reply) => {
      const slashless = withoutTrailingSlash(url, request.url);
      if (slashless !== undefined) return reply.header('Cache-Control', 'no-store').redirect(slashless, 308);
      const language = languageOf(request);
      return reply
        .headers({ 'Content-Language': language, Vary: 'Accept-Language', 'Cache-Control': 'no-store' })
        .type('text/html; charset=utf-8')
        .send(
          fill(source, {
            root,
            head: headOf(page, { pages, root, language, isLanguageInUrl: url !== path }),
            ...ofAllPages,
            ...placeholders.get(language),
            ...parts?.(language, request),
          }),
        );
    });
  };

  serve(path, ({ headers }) => languages.negotiate(headers['accept-language']) ?? FALLBACK_LANGUAGE);
  for (const tag of hasUrlPerLanguage ? placeholders.keys() : [])
    serve(`${path.replace(/\/$/, '')}/${tag}`, () => tag);
  for (const [url, file] of Object.entries(files)) await serveAsset(fastify, { path: url, file, check });
}

/** The relative URL of `/` at a page: `./` at `/docs`, `../` at `/docs/en`. */
function rootOf(url: string): string {
  return '../'.repeat(url.split('/').length - 2) || './';
}

/**
 * The relative URL of a page for a request with a trailing slash: `../docs?a` for `/docs/?a`. A relative `Location`
 * (RFC 9110 §10.2.2) is right under every path prefix.
 * @returns `undefined` without a trailing slash
 */
function withoutTrailingSlash(url: string, requested: string): string | undefined {
  const [path = '', ...query] = requested.split('?');
  if (url === '/' || !path.endsWith('/')) return undefined;
  return [`../${url.slice(url.lastIndexOf('/') + 1)}`, ...query].join('?');
}

function placeholdersOf(
  language: string,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const escaped = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, escapeHtml(text)]));
  return { ...escaped, language, json: scriptJson(texts) };
}
