import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Throws for a request that must not be answered. */
export type RequestCheck = (request: FastifyRequest) => void;

/** Fastify's options for a route that answers only requests that pass `check`. */
export function checkedBy(check: RequestCheck = () => undefined) {
  return {
    onRequest: async (request: FastifyRequest): Promise<void> => check(request),
    // The error handler of the application, which writes the envelope, is set after the pages are registered.
    errorHandler: (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void =>
      request.server.errorHandler(error, request, reply),
  };
}
