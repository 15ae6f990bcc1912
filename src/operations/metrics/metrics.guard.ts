import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors, rawRequest } from '@system-management/envelope';
import { type AppConfig, appConfig } from '../../config/app.config.js';
import { type OperationsConfig, operationsConfig } from '../../config/operations.config.js';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Requires `METRICS_TOKEN` if it is set; otherwise production serves loopback only. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(
    @Inject(operationsConfig.KEY) private readonly operations: OperationsConfig,
    @Inject(appConfig.KEY) private readonly app: AppConfig,
  ) {}

  canActivate(execution: ExecutionContext): boolean {
    const { headers, socket } = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const { metricsToken } = this.operations;
    if (metricsToken) {
      if (!isEqual(headers.authorization ?? '', `Bearer ${metricsToken}`))
        throw new AppError(CommonErrors.NotLogin);
      // A local proxy connects from loopback for every client, so a forwarded request is not local.
    } else if (this.app.production && (!LOOPBACK.test(socket.remoteAddress ?? '') || isForwarded(headers))) {
      throw new AppError(CommonErrors.NotFound);
    }
    return true;
  }
}

function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
}

/** Constant-time comparison. Digests, because `timingSafeEqual()` needs equal lengths. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
