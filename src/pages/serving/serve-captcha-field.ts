import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { serveAsset } from './serve-asset.js';

const { resolve } = createRequire(import.meta.url);

/** Serves the widget, also in production: login pages load it from this server. */
export function serveCaptchaField(fastify: FastifyInstance): Promise<void> {
  const file = pathToFileURL(resolve('@system-management/captcha-widget/captcha-field.js'));
  return serveAsset(fastify, { path: '/captcha-field.js', file, isShared: true });
}
