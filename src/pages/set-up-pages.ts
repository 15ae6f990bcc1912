import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type KeysConfig, keysConfig } from '../config/keys.config.js';
import { type MessagingConfig, messagingConfig } from '../config/messaging.config.js';
import { type PagesConfig, pagesConfig } from '../config/pages.config.js';
import { type ServerConfig, serverConfig } from '../config/server.config.js';
import { TenantRegistry } from '../tenants/tenant.registry.js';
import { hasDemoToken } from './demo-token/demo-token.js';
import { DOCS_PAGE } from './docs/docs.page.js';
import { serveDocument } from './docs/document/serve-document.js';
import { outboxPage } from './outbox/outbox.page.js';
import type { Page } from './serving/page.js';
import { playgroundPage } from './playground/playground.page.js';
import { REFERENCE_PAGE } from './reference/reference.page.js';
import { serveAsset } from './serving/serve-asset.js';
import { serveCaptchaField } from './serving/serve-captcha-field.js';
import { servePage } from './serving/serve-page.js';

/** What all pages load. */
const SHARED_FILES = ['favicon.svg', 'head.css', 'theme.css'].map((name) => ({
  path: `/${name}`,
  file: new URL(`serving/${name}`, import.meta.url),
}));

/**
 * Serves the widget, and, depending on the settings, the pages with a strict Content-Security-Policy and
 * `/openapi.json`. Call it before `app.init()`. It is not a module, because the document is generated from the
 * application.
 */
export async function setUpPages(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  await serveCaptchaField(fastify);
  const pages = pagesOf(app);
  if (pages.length === 0) return;

  // Not global: API responses do not need the security headers of pages. Each page opts in by its route options.
  await app.register(helmet, { global: false, strictTransportSecurity: false });
  const placeholders = { hasDemoToken: String(isDemoTokenServed(app)) };
  for (const page of pages) await servePage(fastify, page, { pages, placeholders });
  for (const file of SHARED_FILES) await serveAsset(fastify, file);
  if (pages.includes(DOCS_PAGE)) serveDocument(app);
}

/** The pages that `DOCS` and `OUTBOX` enable. ← add yours */
export function pagesOf(app: NestFastifyApplication): readonly Page[] {
  const { docs } = app.get<PagesConfig>(pagesConfig.KEY);
  const messaging = app.get<MessagingConfig>(messagingConfig.KEY);
  return [
    ...(docs ? [playgroundPage(messaging, app.get(TenantRegistry)), DOCS_PAGE, REFERENCE_PAGE] : []),
    ...(messaging.outbox ? [outboxPage(app.get<ServerConfig>(serverConfig.KEY))] : []),
  ];
}

function isDemoTokenServed(app: NestFastifyApplication): boolean {
  const { outbox } = app.get<MessagingConfig>(messagingConfig.KEY);
  return hasDemoToken(outbox, app.get<KeysConfig>(keysConfig.KEY).userTokenSecret);
}
