import type { ConfigType } from '@nestjs/config';
import { defineConfig } from './reader/define-config.js';

/** The environment that the application runs in. */
export const appConfig = defineConfig('app', (read) => ({
  /** Whether `NODE_ENV` is `production`, which requires secrets and forbids the outbox. */
  production: read.oneOf('NODE_ENV', ['development', 'test', 'production'], 'development') === 'production',
}));
export type AppConfig = ConfigType<typeof appConfig>;
