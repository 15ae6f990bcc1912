import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Page } from '../serving/page.js';
import { REFERENCE_TEXTS } from './reference.texts.js';

const here = (name: string): URL => new URL(name, import.meta.url);

/** Scalar's API reference, with samples in more than fifteen languages. */
export const REFERENCE_PAGE: Page = {
  path: '/reference',
  label: 'samples',
  link: { en: 'Reference', 'zh-CN': '接口文档' },
  html: here('reference.html'),
  files: {
    '/reference/standalone.js': standalone(),
    '/reference/reference.css': here('reference.css'),
    '/reference/reference.js': here('reference.js'),
    '/reference/adapt-document.js': here('adapt-document.js'),
    '/reference/media.js': here('media.js'),
  },
  texts: REFERENCE_TEXTS,
  hasUrlPerLanguage: true,
  // Scalar bundles its styles in its script and inserts style elements as it renders.
  csp: { styleSrc: ["'self'", "'unsafe-inline'"] },
};

/** The build copies this file (see `nest-cli.json`), so that production does not install Scalar's package. */
function standalone(): URL {
  const copied = here('@scalar/fastify-api-reference/dist/js/standalone.js');
  if (existsSync(copied)) return copied;
  const entry = createRequire(import.meta.url).resolve('@scalar/fastify-api-reference');
  return new URL('js/standalone.js', pathToFileURL(entry));
}
