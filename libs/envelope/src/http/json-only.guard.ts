import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../errors/app-error.js';
import { CommonErrors } from '../errors/common.errors.js';
import { ACCEPTS_FORMS } from './accepts-forms.js';
import { hasBody, hasEncodedBody } from './body-encoding.js';
import { rawRequest } from './raw-request.js';

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/**
 * Refuses a body that is not JSON, or has a `Content-Encoding`, with 415. For applications whose server accepts more:
 * Nest parses forms by default, and Express decompresses bodies. Handlers with `@AcceptsForms()` take forms too.
 */
@Injectable()
export class JsonOnlyGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(execution: ExecutionContext): boolean {
    const request = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const acceptsForms = this.reflector.getAllAndOverride<boolean | undefined>(ACCEPTS_FORMS, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    const type = request.headers['content-type'] ?? '';
    const isAccepted = JSON_TYPE.test(type) || (acceptsForms && FORM_TYPE.test(type));
    if (hasBody(request) && (!isAccepted || hasEncodedBody(request))) {
      throw new AppError(CommonErrors.Type);
    }
    return true;
  }
}
