import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AppError } from './app-error.js';
import { CommonErrors } from './common.errors.js';
import { rawRequest } from './raw-request.js';

/**
 * Refuses a body that is not JSON with 415, in an application whose server reads other types, too: Nest reads forms
 * by default.
 */
@Injectable()
export class JsonOnlyGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const { headers } = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (hasBody && !/^application\/(.*\+)?json\b/i.test(headers['content-type'] ?? '')) {
      throw new AppError(CommonErrors.Type);
    }
    return true;
  }
}
