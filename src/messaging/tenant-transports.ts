import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import { type Channel, createTransport, Outbox, type Transport } from '@system-management/messaging';
import type { CountryCode } from 'libphonenumber-js';
import type { Registry } from 'prom-client';
import { type MessagingConfig, messagingConfig } from '../config/messaging.config.js';
import { METRICS } from '../operations/metrics/metrics.js';
import { TRACER, type Tracer } from '../operations/tracing/tracer.js';
import type { Tenant } from '../tenants/tenant.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DsnPool } from './dsn-pool.js';
import { MeasuredTransport } from './measured.transport.js';
import { dsnsOf, routeOf } from './routes.js';

/** The properties of a challenge that select its transport. */
interface DeliveryTarget {
  readonly tenant: Tenant;
  /** Whether it is for a test recipient, which is sent nothing. */
  readonly isTest: boolean;
}

/** The part of a transport that a caller of {@link TenantTransports.resolve} needs. */
type MessageSender = Pick<Transport, 'send'>;

/** Selects the transport of a message. Transports pool connections, so each distinct DSN is opened once. */
@Injectable()
export class TenantTransports implements OnApplicationShutdown {
  private readonly metrics: DeliveryMetrics;
  private readonly pool = new DsnPool<MeasuredTransport>((name) => this.metrics.removeTransport(name));

  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(METRICS) metrics: Registry,
    @Inject(TRACER) private readonly tracer: Tracer,
  ) {
    this.metrics = new DeliveryMetrics(metrics);
  }

  /**
   * Takes the challenge instead of the tenant, so that no caller can write to a test recipient: its message goes to
   * the outbox, if that is enabled, and nowhere else.
   * @param country of an SMS recipient, which may have its own route
   * @throws {AppError} NotEnable when neither the tenant nor the settings configure a transport for the channel
   */
  resolve(challenge: DeliveryTarget, channel: 'mail'): MessageSender;
  resolve(challenge: DeliveryTarget, channel: 'sms', country: CountryCode): MessageSender;
  resolve({ tenant, isTest }: DeliveryTarget, channel: Channel, country?: CountryCode): MessageSender {
    const dsn = routeOf(tenant, channel, this.config, country);
    if (!dsn) throw new AppError(CommonErrors.NotEnable);
    const transport = this.open(channel, dsn);
    return isTest ? this.testSender(channel, transport) : transport;
  }

  /** Whether a transport of the channel is failing. */
  isFailing(channel: Channel): boolean {
    return [...this.pool.entries()].some(
      ([key, transport]) => key.startsWith(`${channel} `) && transport.isFailing,
    );
  }

  /** Closes the transports that none of these tenants uses, so that an edited tenants file leaves no connection open. */
  retainOnly(tenants: readonly Tenant[]): void {
    const routes = tenants.flatMap((tenant) => dsnsOf(tenant, this.config));
    this.pool.retainOnly(new Set(routes.map(({ channel, dsn }) => keyOf(channel, dsn))));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  /** Takes as long as the real transport: the time of the answer must not reveal a test recipient. */
  private testSender(channel: Channel, { sampleDurationMs }: MeasuredTransport): MessageSender {
    return {
      send: async (message) => {
        await waitExactly(sampleDurationMs);
        if (this.config.outbox) await this.open(channel, 'outbox:').send(message);
      },
    };
  }

  private open(channel: Channel, dsn: string): MeasuredTransport {
    return this.pool.get(keyOf(channel, dsn), () => {
      const transport = createTransport(dsn, channel, { outbox: this.outbox });
      return new MeasuredTransport(transport, this.metrics, this.tracer);
    });
  }
}

/** Timers are a millisecond early or late, which many answers would reveal: the last two are waited for turn by turn. */
async function waitExactly(ms: number): Promise<void> {
  const end = performance.now() + ms;
  if (ms > 2) await delay(ms - 2);
  while (performance.now() < end) await nextTurn();
}

/** One DSN may serve both channels, with one transport each. */
function keyOf(channel: Channel, dsn: string): string {
  return `${channel} ${dsn}`;
}
