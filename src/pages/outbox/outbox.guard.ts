import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors, rawRequest } from '@system-management/envelope';
import { type MessagingConfig, messagingConfig } from '../../config/messaging.config.js';
import { type ServerConfig, serverConfig } from '../../config/server.config.js';
import { checkOutboxAccess } from './outbox-access.js';

/** Hides the outbox if `OUTBOX=off`, and refuses what {@link checkOutboxAccess} refuses. */
@Injectable()
export class OutboxGuard implements CanActivate {
  constructor(
    @Inject(messagingConfig.KEY) private readonly messaging: MessagingConfig,
    @Inject(serverConfig.KEY) private readonly server: ServerConfig,
  ) {}

  canActivate(execution: ExecutionContext): boolean {
    if (!this.messaging.outbox) throw new AppError(CommonErrors.NotFound);
    checkOutboxAccess(rawRequest(execution.switchToHttp().getRequest<IncomingMessage>()), this.server.host);
    return true;
  }
}
