import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../app.config.js';

/** Lets nobody at the outbox while `OUTBOX=off`, and no web page of another site ever. */
@Injectable()
export class OutboxGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(execution: ExecutionContext): boolean {
    if (!this.settings.outbox) throw new AppError(CommonErrors.NotFound);
    const { headers } = execution.switchToHttp().getRequest<FastifyRequest>();
    // Any web page could ask for a developer's codes from the developer's own browser.
    if (headers['sec-fetch-site'] === 'cross-site') throw new AppError(CommonErrors.Permissions);
    return true;
  }
}
