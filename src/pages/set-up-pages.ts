import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../app.config.js';
import { DOCS_PAGE } from './docs/docs.page.js';
import { openApiDocument } from './openapi-document.js';
import { OUTBOX_PAGE } from './outbox/outbox.page.js';
import { type Page, servePage } from './page.js';
import { servePlayground } from './playground/playground.page.js';
import { REFERENCE_PAGE } from './reference/reference.page.js';

/** What `DOCS` switches. ← add yours */
const DOCS_PAGES: readonly Page[] = [DOCS_PAGE, REFERENCE_PAGE];

/** Serves the pages that the settings ask for, each under a strict Content-Security-Policy, and `/openapi.json`. */
export async function setUpPages(app: NestFastifyApplication, settings: Settings): Promise<void> {
  const pages = [...(settings.docs ? DOCS_PAGES : []), ...(settings.outbox ? [OUTBOX_PAGE] : [])];
  if (pages.length === 0) return;

  const fastify = app.getHttpAdapter().getInstance();
  // Routes say which headers they want: an answer of the API is data and needs no page's headers.
  await app.register(helmet, { global: false, strictTransportSecurity: false });
  // Only for `reply.sendFile`: no folder is served.
  await app.register(fastifyStatic, { serve: false });
  for (const page of pages) await servePage(fastify, page);
  fastify.get('/favicon.svg', async (_request, reply) => reply.sendFile('favicon.svg', import.meta.dirname));
  if (settings.docs) {
    const document = openApiDocument(app);
    fastify.get('/openapi.json', async () => document);
    await servePlayground(app);
  }
}
