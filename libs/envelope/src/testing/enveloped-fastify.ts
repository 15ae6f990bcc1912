import type { ArgumentsHost } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { onTestFinished } from 'vitest';
import { AppError } from '../errors/app-error.js';
import { CommonErrors } from '../errors/common.errors.js';
import { EnvelopeFilter } from '../http/envelope.filter.js';
import type { EnvelopeOptions } from '../envelope.options.js';

/** Options whose texts echo their arguments: `en:System`, `en:isIn` for `msg`, `en:use:isIn` for `data.errors`. */
export function envelopeOptions(parts: Partial<EnvelopeOptions> = {}): EnvelopeOptions {
  return {
    successCode: 0,
    errorStatus: 'semantic',
    languageOf: () => 'en',
    errorText: (name, language) => `${language}:${name}`,
    parameterText: ({ rule }, language) => `${language}:${rule}`,
    fieldErrorText: ({ field, rule }, language) => `${language}:${field}:${rule}`,
    onUnexpectedError: () => undefined,
    ...parts,
  };
}

/** A Fastify server with `EnvelopeFilter` as its error handler. It is closed when the test finishes. */
export function envelopedFastify(
  parts: Partial<EnvelopeOptions> = {},
  { bodyLimit = 1024 }: { readonly bodyLimit?: number } = {},
): FastifyInstance & { readonly filter: EnvelopeFilter } {
  const handle = (error: unknown, request: FastifyRequest, reply: FastifyReply): void =>
    filter.catch(error, argumentsHost(request, reply));
  const adapter = new FastifyAdapter({
    bodyLimit,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      handle(error, request, reply),
  });
  const adapterHost = new HttpAdapterHost();
  adapterHost.httpAdapter = adapter;
  const filter = new EnvelopeFilter(envelopeOptions(parts), adapterHost);
  const server = adapter.getInstance<FastifyInstance>();
  server.setErrorHandler((error, request, reply) => handle(error, request, reply));
  server.setNotFoundHandler(() => {
    throw new AppError(CommonErrors.NotFound);
  });
  onTestFinished(() => server.close());
  return Object.assign(server, { filter });
}

/** The `ArgumentsHost` of an HTTP request. */
export function argumentsHost(request: unknown, response: unknown): ArgumentsHost {
  const http = { getRequest: () => request, getResponse: () => response };
  return { switchToHttp: () => http } as unknown as ArgumentsHost;
}
