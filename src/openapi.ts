import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { createAdapter, NEST_OPTIONS, setUp } from './app.setup.js';
import { openApiDocument } from './pages/docs/document/openapi-document.js';

/** Fixes the settings that the document depends on, so that the local environment cannot change it. */
const SHIPPED = { MAIL_DSN: 'outbox:', SMS_DSN: 'outbox:', OUTBOX: 'on' };

/** Writes the committed `openapi.json`: `npm run openapi`. */
const app = await NestFactory.create<NestFastifyApplication>(
  AppModule.register({ LOG_LEVEL: 'silent', ...SHIPPED }),
  createAdapter(),
  NEST_OPTIONS,
);
await setUp(app);
await writeFile('openapi.json', `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
await app.close();
