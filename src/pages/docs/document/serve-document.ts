import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LanguageNegotiator } from '@system-management/i18n';
import { FALLBACK_LANGUAGE } from '../../../languages/index.js';
import { DOCUMENT_TEXTS } from './languages/index.js';
import { openApiDocument } from './openapi-document.js';
import { translateDocument } from './translate.js';

/** Serves `/openapi.json`, in English or in the language of `?lang=`. */
export function serveDocument(app: NestFastifyApplication): void {
  const english = openApiDocument(app);
  const documents = new Map([[FALLBACK_LANGUAGE, english]]);
  for (const [tag, texts] of Object.entries(DOCUMENT_TEXTS)) {
    documents.set(tag, translateDocument(english, texts));
  }
  const languages = new LanguageNegotiator([...documents.keys()]);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get<{ Querystring: { readonly lang?: unknown } }>(
    '/openapi.json',
    async ({ query: { lang } }, reply) => {
      const language = (typeof lang === 'string' && languages.negotiate(lang)) || FALLBACK_LANGUAGE;
      return reply
        .headers({
          'Cache-Control': 'no-store',
          'Content-Language': language,
          'X-Content-Type-Options': 'nosniff',
        })
        .send(documents.get(language));
    },
  );
}
