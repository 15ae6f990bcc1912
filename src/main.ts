import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { type ServerConfig, serverConfig } from './config/server.config.js';
import { AppModule } from './app.module.js';
import { createAdapter, NEST_OPTIONS, setUp } from './app.setup.js';
import { installCrashHandler } from './operations/lifecycle/crash-handler.js';
import { listen } from './operations/lifecycle/listen.js';
import { exitOnStartupError } from './operations/lifecycle/startup-error.js';
import { LOGGER, NestLogger } from './operations/logging/logger.js';
import { pagesOf } from './pages/set-up-pages.js';

try {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(),
    createAdapter(),
    NEST_OPTIONS,
  );
  const logger = app.get<Logger>(LOGGER);
  installCrashHandler(logger);
  await setUp(app);
  await listen(app, app.get<ServerConfig>(serverConfig.KEY), new NestLogger(logger));
  const url = await app.getUrl();
  logger.info(`listening on ${url}`);
  for (const { path, label } of pagesOf(app)) logger.info(`open ${url}${path} (${label})`);
} catch (error) {
  exitOnStartupError(error);
}
