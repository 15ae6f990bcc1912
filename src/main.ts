import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { type ServerConfig, serverConfig } from './config/server.config.js';
import { AppModule } from './app.module.js';
import { createAdapter, NEST_OPTIONS, setUp } from './app.setup.js';
import { installCrashHandler } from './operations/lifecycle/crash-handler.js';
import { exitOnStartupError } from './operations/lifecycle/startup-error.js';
import { LOGGER } from './operations/logging/logger.js';
import { pagesOf } from './pages/set-up-pages.js';

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
  const logger = app.get<Logger>(LOGGER);
  const url = await app.getUrl();
  logger.info(`listening on ${url}`);
  for (const { path, label } of pagesOf(app)) logger.info(`open ${url}${path} (${label})`);
} catch (error) {
  exitOnStartupError(error);
}
