import type { IncomingMessage } from 'node:http';
import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { AppError, CommonErrors, rawRequest } from '@system-management/envelope';
import { CONTEXT_HEADERS, ContextReader } from '@system-management/request-context';
import { ApiErrors } from '../pipeline/api-errors.js';

/** Refuses requests without a valid user token. */
@Injectable()
export class LoginGuard implements CanActivate {
  constructor(@Inject(ContextReader) private readonly reader: ContextReader) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const context = await this.reader.read(request);
    // In another application no TenantGuard has run before this guard.
    const refusal = this.reader.validateTenant(context);
    if (refusal) throw refusal;
    if (!context.user) throw new AppError(CommonErrors.NotLogin);
    return true;
  }
}

/**
 * Requires a valid `iThings-token`; a request without one gets error 1000007. Decorates a handler, or a controller for all
 * its handlers, and documents the error and the security scheme. `@Ctx() { user }` is the signed-in user.
 *
 * Put it above `@RequireCaptcha`, so that a refused request consumes no code. The module imports `UserModule`.
 */
export function RequireLogin(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    UseGuards(LoginGuard),
    ApiSecurity(CONTEXT_HEADERS.token.name),
    ApiErrors(CommonErrors.NotLogin),
  );
}
