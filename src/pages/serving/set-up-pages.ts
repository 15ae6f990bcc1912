import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { DOCS_PAGE } from '../docs/docs.page.js';
import { openApiDocument } from '../docs/openapi-document.js';
import { OUTBOX_PAGE } from '../outbox/outbox.page.js';
import { type Page, servePage } from './page.js';
import { playgroundPage } from '../playground/playground.page.js';
import { REFERENCE_PAGE } from '../reference/reference.page.js';
import { serveAsset } from './serve-asset.js';
import { serveCaptchaField } from './serve-captcha-field.js';

const FAVICON = { path: '/favicon.svg', file: new URL('favicon.svg', import.meta.url) };

/**
 * Serves the widget, and the pages that the settings ask for, each under a strict Content-Security-Policy, with
 * `/openapi.json`. Call it before `app.init()`: the document is made of the application, which no module of it has.
 */
export async function setUpPages(app: NestFastifyApplication): Promise<void> {
  const settings = app.get<Settings>(SETTINGS);
  const fastify = app.getHttpAdapter().getInstance();
  await serveCaptchaField(fastify);
  const pages = pagesOf(settings, app.get(TenantRegistry));
  if (pages.length === 0) return;

  // Not global: API responses do not need the security headers of pages. Each page opts in by its route options.
  await app.register(helmet, { global: false, strictTransportSecurity: false });
  for (const page of pages) await servePage(fastify, page);
  await serveAsset(fastify, FAVICON);
  if (settings.docs) {
    const document = openApiDocument(app);
    const headers = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
    fastify.get('/openapi.json', async (_request, reply) => reply.headers(headers).send(document));
  }
}

/** What `DOCS` and `OUTBOX` switch. ← add yours */
function pagesOf(settings: Settings, tenants: TenantRegistry): readonly Page[] {
  return [
    ...(settings.docs ? [playgroundPage(settings, tenants), DOCS_PAGE, REFERENCE_PAGE] : []),
    ...(settings.outbox ? [OUTBOX_PAGE] : []),
  ];
}
