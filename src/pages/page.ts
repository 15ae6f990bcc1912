import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escapeHtml, fill, LanguageNegotiator } from '@system-management/i18n';
import type { FastifyInstance } from 'fastify';
import { FALLBACK_LANGUAGE } from '../languages/index.js';

/** Directives of a Content-Security-Policy, named as helmet names them. */
export type Policy = Readonly<Record<string, string[]>>;

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
  /** What this page may do beyond {@link STRICT}; one line of reason each. @default nothing */
  readonly policy?: Policy;
}

/** Own scripts, styles and calls, pictures and sounds as data URIs, and nothing else. */
const STRICT: Policy = {
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

/** Serves a page and its files. Needs `@fastify/helmet` and `@fastify/static`: see `set-up-pages.ts`. */
export async function servePage(fastify: FastifyInstance, page: Page): Promise<void> {
  const { path, html, files, texts = { [FALLBACK_LANGUAGE]: {} }, policy = {} } = page;
  const languages = new LanguageNegotiator(Object.keys(texts));
  const source = await readFile(html, 'utf8');
  const answers = new Map(
    Object.entries(texts).map(([language, words]) => [language, render(source, language, words)]),
  );
  const contentSecurityPolicy = { useDefaults: false, directives: { ...STRICT, ...policy } };

  fastify.get(path, { helmet: { contentSecurityPolicy } }, async (request, reply) => {
    const language = languages.negotiate(request.headers['accept-language']) ?? FALLBACK_LANGUAGE;
    return reply
      .header('Content-Language', language)
      .type('text/html; charset=utf-8')
      .send(answers.get(language));
  });
  for (const [url, file] of Object.entries(files)) {
    const location = fileURLToPath(file);
    fastify.get(url, async (_request, reply) => reply.sendFile(basename(location), dirname(location)));
  }
}

function render(source: string, language: string, texts: Readonly<Record<string, string>>): string {
  const escaped = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, escapeHtml(text)]));
  // No text can end the script element it stands in.
  const json = JSON.stringify(texts).replaceAll('<', '\\u003c');
  return fill(source, { ...escaped, language, json });
}
