import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { type MessagingConfig, messagingConfig } from './config/messaging.config.js';
import { type PagesConfig, pagesConfig } from './config/pages.config.js';
import { type ServerConfig, serverConfig } from './config/server.config.js';
import { AppModule } from './app.module.js';
import { createAdapter, NEST_OPTIONS, setUp } from './app.setup.js';
import { installCrashHandler } from './operations/lifecycle/crash-handler.js';
import { exitOnStartupError } from './operations/lifecycle/startup-error.js';
import { LOGGER } from './operations/logging/logger.js';

/**
 * Connections that wait to be accepted; the kernel limits it to `net.core.somaxconn` (4096 by default). Node's
 * default of 511 overflows at 4,000 simultaneous clients: they retry for seconds, and hundreds of connections are
 * reset before the server can respond with 503.
 */
const BACKLOG = 4096;

try {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(),
    createAdapter(),
    NEST_OPTIONS,
  );
  installCrashHandler(app.get<Logger>(LOGGER));
  await setUp(app);
  const { port, host } = app.get<ServerConfig>(serverConfig.KEY);
  await app.listen({ port, host, backlog: BACKLOG });
  const url = await app.getUrl();
  app.get<Logger>(LOGGER).info(`listening on ${url}`);
  for (const page of pagesOf(app)) app.get<Logger>(LOGGER).info(`open ${url}${page}`);
} catch (error) {
  exitOnStartupError(error);
}

/** Paths of the pages that this application serves, with what they are. */
function pagesOf(app: NestFastifyApplication): readonly string[] {
  const { docs } = app.get<PagesConfig>(pagesConfig.KEY);
  const { outbox } = app.get<MessagingConfig>(messagingConfig.KEY);
  return [
    ...(docs ? ['/ (playground)', '/docs (Swagger UI)', '/reference (samples)'] : []),
    ...(outbox ? ['/outbox (messages that were not sent)'] : []),
  ];
}
