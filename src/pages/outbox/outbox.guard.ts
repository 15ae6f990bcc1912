import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { FastifyRequest } from 'fastify';
import { type MessagingConfig, messagingConfig } from '../../config/messaging.config.js';

/** Hides the outbox if `OUTBOX=off`, and refuses requests from web pages of other sites. */
@Injectable()
export class OutboxGuard implements CanActivate {
  constructor(@Inject(messagingConfig.KEY) private readonly config: MessagingConfig) {}

  canActivate(execution: ExecutionContext): boolean {
    if (!this.config.outbox) throw new AppError(CommonErrors.NotFound);
    const { headers } = execution.switchToHttp().getRequest<FastifyRequest>();
    // Any web page could otherwise read a developer's codes through the developer's browser.
    if (isFromAnotherSite(headers)) throw new AppError(CommonErrors.Permissions);
    return true;
  }
}

/**
 * Browsers send `Sec-Fetch-Site` only to https and loopback (Fetch Metadata §2). For `http://dev-box:3000` it checks
 * `Origin`, which browsers send with a cross-origin `fetch`, and not with a same-origin GET.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
function isFromAnotherSite({ 'sec-fetch-site': site, origin, host }: FastifyRequest['headers']): boolean {
  if (site !== undefined) return site === 'cross-site';
  return origin !== undefined && !origin.endsWith(`//${host}`);
}
