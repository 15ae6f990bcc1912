import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../config/settings.js';

/** Lets nobody at the outbox while `OUTBOX=off`, and no web page of another site ever. */
@Injectable()
export class OutboxGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(execution: ExecutionContext): boolean {
    if (!this.settings.outbox) throw new AppError(CommonErrors.NotFound);
    const { headers } = execution.switchToHttp().getRequest<FastifyRequest>();
    // Any web page could ask for a developer's codes from the developer's own browser.
    if (isFromAnotherSite(headers)) throw new AppError(CommonErrors.Permissions);
    return true;
  }
}

/**
 * Browsers say it by `Sec-Fetch-Site`, but only to https and to loopback (Fetch Metadata §2); to `http://dev-box:3000`
 * a page that wants to read the answer still has to send its `Origin`. A page of ours sends none with a GET.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
function isFromAnotherSite({ 'sec-fetch-site': site, origin, host }: FastifyRequest['headers']): boolean {
  if (site !== undefined) return site === 'cross-site';
  return origin !== undefined && !origin.endsWith(`//${host}`);
}
