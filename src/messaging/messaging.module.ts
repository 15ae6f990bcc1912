import { Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '@system-management/messaging';
import { TenantRegistry } from '../tenants/tenant.registry.js';
import { TenantTransports } from './tenant-transports.js';

/** The transports of the tenants, and the outbox. */
@Module({
  providers: [{ provide: Outbox, useFactory: () => new Outbox() }, TenantTransports],
  exports: [Outbox, TenantTransports],
})
export class MessagingModule implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly outbox: Outbox,
    private readonly transports: TenantTransports,
    private readonly tenants: TenantRegistry,
  ) {}

  onModuleInit(): void {
    this.tenants.subscribe((tenants) => this.transports.retainOnly(tenants));
  }

  /** Ends the long polls of the outbox, before the server waits for its connections to close. */
  onModuleDestroy(): void {
    this.outbox.close();
  }
}
