import { AppError, CommonErrors } from '@system-management/envelope';
import type { FastifyInstance } from 'fastify';

/** Bytes of a request body: every request that a person fills in is far smaller. */
export const BODY_LIMIT = 4096;
/** Bytes of a body whose `code` a program made: the solution of a proof of work, or a vendor's token. */
export const ANSWER_BODY_LIMIT = 8192;

/**
 * Parses JSON as Fastify does, and answers 413 to a body above {@link BODY_LIMIT} that needs no more.
 * @param isMadeByProgram whether a `code` was computed and not typed, so that its body may be larger
 */
export function parseJsonBodies(fastify: FastifyInstance, isMadeByProgram: (code: string) => boolean): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    void parse(request, text, (error: Error | null, body?: unknown) => {
      const isTooLarge = !error && Buffer.byteLength(text) > BODY_LIMIT && !isMadeByProgram(codeOf(body));
      done(isTooLarge ? new AppError(CommonErrors.OutRange) : error, body);
    });
  });
}

function codeOf(body: unknown): string {
  const code = (body as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
