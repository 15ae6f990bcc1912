import { AppError, CommonErrors, hasEncodedBody } from '@system-management/envelope';
import type { FastifyInstance } from 'fastify';

/**
 * Answers a body with a `Content-Encoding` by 415 (RFC 9110 §15.5.16) before it is read. Fastify would pass the encoded
 * bytes to its JSON parser and answer 400. A wrong method is still a 405.
 */
export function refuseEncodedBodies(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', ({ raw }, _reply, body, done) => {
    done(hasEncodedBody(raw) ? new AppError(CommonErrors.Type) : null, body);
  });
}
