import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import { CommonErrors } from '../errors/common.errors.js';
import { rawRequest } from './raw-request.js';

/**
 * Refuses a body that is not JSON, or is compressed, with 415. For applications whose server accepts more: Nest parses
 * forms by default, and Express decompresses bodies.
 */
@Injectable()
export class JsonOnlyGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const { headers } = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    const isJson = /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
    const isCompressed = (headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity';
    if (hasBody && (!isJson || isCompressed)) {
      throw new AppError(CommonErrors.Type);
    }
    return true;
  }
}
