import { Global, Module, type OnModuleDestroy } from '@nestjs/common';
import { Outbox } from '@system-management/messaging';
import { TenantTransports } from './tenant-transports.js';

/** The way out for mails and SMS, shared by every module that sends. */
@Global()
@Module({
  providers: [{ provide: Outbox, useFactory: () => new Outbox() }, TenantTransports],
  exports: [Outbox, TenantTransports],
})
export class MessagingModule implements OnModuleDestroy {
  constructor(private readonly outbox: Outbox) {}

  /** Wakes long-polling readers before the server waits for its connections. */
  onModuleDestroy(): void {
    this.outbox.close();
  }
}
