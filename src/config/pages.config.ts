import type { ConfigType } from '@nestjs/config';
import { defineConfig } from './reader/define-config.js';

/** Pages for people. */
export const pagesConfig = defineConfig('pages', (read) => ({
  /** Whether playground, Swagger UI, reference and `/openapi.json` are served. */
  docs: read.onOff('DOCS', !read.isProduction),
}));
export type PagesConfig = ConfigType<typeof pagesConfig>;
