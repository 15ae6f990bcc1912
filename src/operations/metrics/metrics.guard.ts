import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors, rawRequest } from '@system-management/envelope';
import { type AppConfig, appConfig } from '../../config/app.config.js';
import { type OperationsConfig, operationsConfig } from '../../config/operations.config.js';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Asks for `METRICS_TOKEN` where there is one; without one, production serves loopback only. */
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
      if (!isSame(headers.authorization ?? '', `Bearer ${metricsToken}`))
        throw new AppError(CommonErrors.NotLogin);
      // The socket's own address: behind a proxy every visitor would come from loopback.
    } else if (this.app.production && (!LOOPBACK.test(socket.remoteAddress ?? '') || isForwarded(headers))) {
      throw new AppError(CommonErrors.NotFound);
    }
    return true;
  }
}

function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
}

/** Compares in a time that tells nothing of where the two differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
