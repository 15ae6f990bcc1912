import { AppError, CommonErrors } from '@system-management/envelope';
import type { FastifyInstance } from 'fastify';
import { isMadeByProgram } from '../../user/captcha/challenge/presentations/altcha-payload.js';

/** Bytes of a request body: every request that a person fills in is far smaller. */
export const BODY_LIMIT = 4096;
/** Bytes of a body whose `code` a program made: the solution of a proof of work, or a vendor's token. */
export const ANSWER_BODY_LIMIT = 8192;

/** Parses JSON as Fastify does, and answers 413 to a body above {@link BODY_LIMIT} that needs no more. */
export function parseJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    void parse(request, text, (error: Error | null, body?: unknown) => {
      const isTooLarge = !error && Buffer.byteLength(text) > BODY_LIMIT && !hasLongCode(body);
      done(isTooLarge ? new AppError(CommonErrors.OutRange) : error, body);
    });
  });
}

function hasLongCode(body: unknown): boolean {
  const code = (body as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' && isMadeByProgram(code);
}
