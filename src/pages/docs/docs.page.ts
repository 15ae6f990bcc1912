import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Page } from '../serving/page.js';
import { DOCS_TEXTS } from './docs.texts.js';

const require = createRequire(import.meta.url);
const swaggerUi = (name: string): URL => pathToFileURL(require.resolve(`swagger-ui-dist/${name}`));
const here = (name: string): URL => new URL(name, import.meta.url);

/** What this page adds to Swagger UI. ← add yours */
const PLUGINS = ['demo-token', 'labels', 'media', 'relative-links', 'short-data', 'verify-this'];

/** Swagger UI. */
export const DOCS_PAGE: Page = {
  path: '/docs',
  label: 'Swagger UI',
  link: { en: 'Try the API', 'zh-CN': '调试接口' },
  html: here('docs.html'),
  files: {
    '/docs/swagger-ui.css': swaggerUi('swagger-ui.css'),
    '/docs/swagger-ui-bundle.js': swaggerUi('swagger-ui-bundle.js'),
    '/docs/docs.css': here('docs.css'),
    '/docs/docs.js': here('docs.js'),
    // The reference loads them, too.
    '/docs/document/browser/media-of.js': here('document/browser/media-of.js'),
    '/docs/document/browser/relative-links.js': here('document/browser/relative-links.js'),
    ...Object.fromEntries(
      PLUGINS.map((name) => [`/docs/plugins/${name}.js`, here(`plugins/${name}.js`)] as const),
    ),
  },
  texts: DOCS_TEXTS,
  hasUrlPerLanguage: true,
};
