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
import { ApiErrors } from '../languages/api-errors.js';

/** Lets signed-in users pass. */
@Injectable()
export class LoginGuard implements CanActivate {
  constructor(@Inject(ContextReader) private readonly reader: ContextReader) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const context = await this.reader.read(request);
    // In another application no TenantGuard need stand before this one.
    const refusal = this.reader.validateTenant(context);
    if (refusal) throw refusal;
    if (!context.user) throw new AppError(CommonErrors.NotLogin);
    return true;
  }
}

/**
 * Lets a request pass only with a valid `iThings-token`; without one it is 1000007, which the document says, with a lock
 * beside the route. On a handler, or on a controller for each of its handlers. `@Ctx() { user }` is who it is.
 *
 * Beside `@RequireCaptcha` write it above, so that a stranger's code is not consumed.
 */
export function RequireLogin(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    UseGuards(LoginGuard),
    ApiSecurity(CONTEXT_HEADERS.token.name),
    ApiErrors(CommonErrors.NotLogin),
  );
}
