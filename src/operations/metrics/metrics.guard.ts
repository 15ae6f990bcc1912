import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors, rawRequest } from '@system-management/envelope';
import { type AppConfig, appConfig } from '../../config/app.config.js';
import { equalSecrets } from '../../config/equal-secrets.js';
import { type OperationsConfig, operationsConfig } from '../../config/operations.config.js';
import { isLocalRequest } from './local-request.js';

/** Requires `METRICS_TOKEN` if it is set; otherwise production serves requests of this machine only. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(
    @Inject(operationsConfig.KEY) private readonly operations: OperationsConfig,
    @Inject(appConfig.KEY) private readonly app: AppConfig,
  ) {}

  canActivate(execution: ExecutionContext): boolean {
    const request = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const { metricsToken } = this.operations;
    if (metricsToken) {
      if (!equalSecrets(request.headers.authorization ?? '', `Bearer ${metricsToken}`))
        throw new AppError(CommonErrors.NotLogin);
    } else if (this.app.production && !isLocalRequest(request)) {
      throw new AppError(CommonErrors.NotFound);
    }
    return true;
  }
}
