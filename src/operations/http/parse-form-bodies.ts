import { AppError, CommonErrors } from '@system-management/envelope';
import type { FastifyInstance } from 'fastify';
import { BODY_LIMIT } from './parse-json-bodies.js';

const FORM = 'application/x-www-form-urlencoded';
/** Their bodies are not read. */
const BODILESS = ['GET', 'HEAD'];

/**
 * Parses forms on the routes that take them; other routes answer 415 before the body is read. The last of several fields
 * with one name counts.
 * @param paths of the routes that take forms
 */
export function parseFormBodies(fastify: FastifyInstance, paths: readonly string[]): void {
  fastify.addHook(
    'preParsing',
    ({ method, headers, is404, routeOptions: { url = '' } }, _reply, body, done) => {
      const isForm = headers['content-type']?.toLowerCase().startsWith(FORM) === true;
      const isRefused = isForm && !is404 && !BODILESS.includes(method) && !paths.includes(url);
      done(isRefused ? new AppError(CommonErrors.Type) : null, body);
    },
  );
  fastify.addContentTypeParser<string>(
    FORM,
    { parseAs: 'string', bodyLimit: BODY_LIMIT },
    (_request, text, done) => done(null, Object.fromEntries(new URLSearchParams(text))),
  );
}
