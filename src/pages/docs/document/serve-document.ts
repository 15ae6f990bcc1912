import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LanguageNegotiator } from '@system-management/i18n';
import { FALLBACK_LANGUAGE } from '../../../languages/index.js';
import { DOCUMENT_TEXTS } from './languages/index.js';
import { openApiDocument } from './openapi-document.js';
import { translateDocument } from './translate.js';

/** Serves `/openapi.json`, in English or in the language of `?lang=`. */
export function serveDocument(app: NestFastifyApplication): void {
  const english = openApiDocument(app);
  const languages = new LanguageNegotiator([FALLBACK_LANGUAGE, ...Object.keys(DOCUMENT_TEXTS)]);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get<{ Querystring: { readonly lang?: unknown } }>(
    '/openapi.json',
    async ({ query: { lang } }, reply) => {
      const language = (typeof lang === 'string' && languages.negotiate(lang)) || FALLBACK_LANGUAGE;
      const texts = DOCUMENT_TEXTS[language];
      return reply
        .headers({
          'Cache-Control': 'no-store',
          'Content-Language': language,
          'X-Content-Type-Options': 'nosniff',
        })
        .send(texts ? translateDocument(english, texts) : english);
    },
  );
}
