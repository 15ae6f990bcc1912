import type { IncomingMessage } from 'node:http';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import { CommonErrors } from '../errors/common.errors.js';
import { hasEncodedBody } from './body-encoding.js';

/**
 * Refuses a body with a `Content-Encoding` with 415. On Fastify middleware runs before the body is read, where the
 * encoded bytes would be malformed JSON. On Express it runs after the application's body parser.
 */
@Injectable()
export class EncodedBodyMiddleware implements NestMiddleware {
  use(request: IncomingMessage, _response: unknown, next: () => void): void {
    if (hasEncodedBody(request)) throw new AppError(CommonErrors.Type);
    next();
  }
}
