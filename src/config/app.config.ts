import type { ConfigType } from '@nestjs/config';
import { defineConfig } from './define-config.js';

/** What kind of machine the application runs on. */
export const appConfig = defineConfig('app', (read) => ({
  /** Whether `NODE_ENV` is `production`: secrets must be set, and nothing may stay on this machine. */
  production: read.oneOf('NODE_ENV', ['development', 'test', 'production'], 'development') === 'production',
}));
export type AppConfig = ConfigType<typeof appConfig>;
