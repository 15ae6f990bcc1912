import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { AppError } from '../app-error.js';
import { CommonErrors } from '../common.errors.js';
import { EnvelopeFilter } from '../envelope.filter.js';
import type { EnvelopeOptions } from '../envelope.options.js';

/** Options whose texts show what they were asked for: `en:Parameter`, `en:use:isIn`. */
export function envelopeOptions(parts: Partial<EnvelopeOptions> = {}): EnvelopeOptions {
  return {
    errorStatus: 'semantic',
    languageOf: () => 'en',
    errorText: (name, language) => `${language}:${name}`,
    problemText: ({ field, rule }, language) => `${language}:${field}:${rule}`,
    onBug: () => undefined,
    ...parts,
  };
}

/** A real Fastify that answers failures through the filter; the test that made it closes it. */
export function envelopedFastify(
  filter: EnvelopeFilter = new EnvelopeFilter(envelopeOptions()),
  options: FastifyServerOptions = {},
): FastifyInstance {
  const server = fastify({
    ...options,
    frameworkErrors: (error, request, reply) => filter.answer(error, request, reply),
  }) as FastifyInstance;
  server.setErrorHandler((error, request, reply) => filter.answer(error, request, reply));
  server.setNotFoundHandler(() => {
    throw new AppError(CommonErrors.NotFound);
  });
  onTestFinished(() => server.close());
  return server;
}
