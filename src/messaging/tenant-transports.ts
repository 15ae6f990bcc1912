import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import { type Channel, createTransport, Outbox, type Transport } from '@system-management/messaging';
import { SETTINGS, type Settings } from '../app.config.js';
import type { Tenant } from '../tenants/tenant.js';

/**
 * The transport a tenant sends through: its own DSN, else the default one. Transports pool connections, so each
 * distinct DSN is opened once and kept until the process ends; an edited tenants file adds a few, never many.
 */
@Injectable()
export class TenantTransports implements OnApplicationShutdown {
  private readonly opened = new Map<string, Transport>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  /** @throws {AppError} NotEnable when neither the tenant nor the settings name a transport for the channel */
  of(tenant: Tenant, channel: Channel): Transport {
    const dsn =
      channel === 'mail' ? tenant.mail.dsn || this.settings.mailDsn : tenant.sms.dsn || this.settings.smsDsn;
    if (!dsn) throw new AppError(CommonErrors.NotEnable);
    const key = `${channel} ${dsn}`;
    const transport = this.opened.get(key) ?? createTransport(dsn, channel, { outbox: this.outbox });
    this.opened.set(key, transport);
    return transport;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.opened.values()].map((transport) => transport.close()));
  }
}
