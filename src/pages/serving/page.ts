import { readFile } from 'node:fs/promises';
import { escapeHtml, fill, LanguageNegotiator } from '@system-management/i18n';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { FALLBACK_LANGUAGE } from '../../languages/index.js';
import { serveAsset } from './serve-asset.js';

/** Directives of a Content-Security-Policy, named as helmet names them. */
export type Csp = Readonly<Record<string, string[]>>;

/**
 * A page for people: one HTML file and the files it loads, all of them real files beside the page's own (the build
 * copies them) or inside a package. A page neither has inline scripts and styles nor asks another host: its policy
 * forbids both.
 */
export interface Page {
  /** Where it is served: `/outbox`. */
  readonly path: string;
  /**
   * The HTML file: `new URL('outbox.html', import.meta.url)`. In it `{name}` stands for the text of that name,
   * `{language}` for the tag (`<html lang="{language}">`), and `{json}` for all texts, where a script wants them:
   * `<script type="application/json" id="texts">{json}</script>`.
   */
  readonly html: URL;
  /** What the page loads: URL path → file. Nothing else is served, so that no folder is open by accident. */
  readonly files: Readonly<Record<string, URL>>;
  /**
   * Texts by BCP 47 tag, English first; the caller's `Accept-Language` chooses.
   * @default an English page without texts
   */
  readonly texts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether each language has an address besides, which is its tag under {@link path}: `/zh-CN`. @default false */
  readonly isAtTags?: boolean;
  /**
   * HTML that is made for every answer, by the name of its placeholder; goes before a text of that name. What is text
   * in it must be escaped.
   * @param language the tag of the answer
   * @default none
   */
  readonly parts?: (language: string, request: FastifyRequest) => Readonly<Record<string, string>>;
  /** What this page may do beyond {@link STRICT}; one line of reason each. @default nothing */
  readonly csp?: Csp;
}

/** Own scripts, styles and calls, pictures and sounds as data URIs, and nothing else. */
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

/** Serves a page and its files. Needs `@fastify/helmet`: see `set-up-pages.ts`. */
export async function servePage(fastify: FastifyInstance, page: Page): Promise<void> {
  const { path, html, files, texts = { [FALLBACK_LANGUAGE]: {} }, isAtTags = false, parts, csp } = page;
  const languages = new LanguageNegotiator(Object.keys(texts));
  const source = await readFile(html, 'utf8');
  const words = new Map(Object.entries(texts).map(([tag, its]) => [tag, placeholdersOf(tag, its)]));
  const options = {
    helmet: { contentSecurityPolicy: { useDefaults: false, directives: { ...STRICT, ...csp } } },
  };

  const answer = (language: string, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    reply
      .headers({
        'Content-Language': language,
        Vary: 'Accept-Language',
        'Cache-Control': 'no-store',
      })
      .type('text/html; charset=utf-8')
      .send(fill(source, { ...words.get(language), ...parts?.(language, request) }));

  fastify.get(path, options, async (request, reply) =>
    answer(languages.negotiate(request.headers['accept-language']) ?? FALLBACK_LANGUAGE, request, reply),
  );
  for (const tag of isAtTags ? words.keys() : []) {
    fastify.get(`${path.replace(/\/$/, '')}/${tag}`, options, async (request, reply) =>
      answer(tag, request, reply),
    );
  }
  for (const [url, file] of Object.entries(files)) await serveAsset(fastify, { path: url, file });
}

function placeholdersOf(
  language: string,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const escaped = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, escapeHtml(text)]));
  // No text can end the script element it stands in.
  const json = JSON.stringify(texts).replaceAll('<', '\\u003c');
  return { ...escaped, language, json };
}
