import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import { CommonErrors } from '../errors/common.errors.js';
import { hasBody, hasEncodedBody } from './body-encoding.js';
import { rawRequest } from './raw-request.js';

/**
 * Refuses a body that is not JSON, or has a `Content-Encoding`, with 415. For applications whose server accepts more:
 * Nest parses forms by default, and Express decompresses bodies.
 */
@Injectable()
export class JsonOnlyGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const request = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const isJson = /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
    if (hasBody(request) && (!isJson || hasEncodedBody(request))) {
      throw new AppError(CommonErrors.Type);
    }
    return true;
  }
}
