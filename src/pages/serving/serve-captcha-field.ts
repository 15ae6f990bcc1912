import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { serveAsset } from './serve-asset.js';

const { resolve } = createRequire(import.meta.url);

/**
 * Serves the widget, also in production: login pages load it from this server. The script loads the texts of its other
 * languages from `/captcha-field/<BCP 47 tag>.js`.
 */
export async function serveCaptchaField(fastify: FastifyInstance): Promise<void> {
  const file = pathToFileURL(resolve('@system-management/captcha-widget/captcha-field.js'));
  await serveAsset(fastify, { path: '/captcha-field.js', file, isShared: true });
  const folder = new URL('captcha-field/', file);
  for (const name of await readdir(folder))
    await serveAsset(fastify, {
      path: `/captcha-field/${name}`,
      file: new URL(name, folder),
      isShared: true,
    });
}
