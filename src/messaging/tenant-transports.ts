import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import { type Channel, createTransport, Outbox, type Transport } from '@system-management/messaging';
import { Histogram, type Registry } from 'prom-client';
import { SETTINGS, type Settings } from '../app.config.js';
import { METRICS } from '../operations/metrics.js';
import { TRACER, type Tracer } from '../operations/tracer.js';
import type { Tenant } from '../tenants/tenant.js';
import { MeasuredTransport } from './measured.transport.js';

/**
 * The transport a tenant sends through: its own DSN, else the default one. Transports pool connections, so each
 * distinct DSN is opened once and kept until the process ends; an edited tenants file adds a few, never many.
 */
@Injectable()
export class TenantTransports implements OnApplicationShutdown {
  private readonly opened = new Map<string, MeasuredTransport>();
  private readonly durations: Histogram<'transport'>;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(METRICS) metrics: Registry,
    @Inject(TRACER) private readonly tracer: Tracer,
  ) {
    this.durations = new Histogram({
      name: 'captcha_delivery_seconds',
      help: 'How long a transport took to take a message, or to fail',
      labelNames: ['transport'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [metrics],
    });
  }

  /** @throws {AppError} NotEnable when neither the tenant nor the settings name a transport for the channel */
  of(tenant: Tenant, channel: Channel): Transport {
    const dsn =
      channel === 'mail' ? tenant.mail.dsn || this.settings.mailDsn : tenant.sms.dsn || this.settings.smsDsn;
    if (!dsn) throw new AppError(CommonErrors.NotEnable);
    const key = `${channel} ${dsn}`;
    const transport = this.opened.get(key) ?? this.open(dsn, channel);
    this.opened.set(key, transport);
    return transport;
  }

  /** Whether a transport of the channel no longer reaches its vendor. */
  isFailing(channel: Channel): boolean {
    return [...this.opened].some(([key, transport]) => key.startsWith(`${channel} `) && transport.isFailing);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.opened.values()].map((transport) => transport.close()));
  }

  private open(dsn: string, channel: Channel): MeasuredTransport {
    const transport = createTransport(dsn, channel, { outbox: this.outbox });
    return new MeasuredTransport(transport, this.durations, this.tracer);
  }
}
