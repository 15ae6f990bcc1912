import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import { type Channel, createTransport, Outbox, type Transport } from '@system-management/messaging';
import type { CountryCode } from 'libphonenumber-js';
import { Histogram, type Registry } from 'prom-client';
import { type MessagingConfig, messagingConfig } from '../config/messaging.config.js';
import { METRICS } from '../operations/metrics/metrics.js';
import { TRACER, type Tracer } from '../operations/tracing/tracer.js';
import type { Tenant } from '../tenants/tenant.js';
import { MeasuredTransport } from './measured.transport.js';
import { dsnsOf, routeOf } from './routes.js';

/** Longer than any request takes from asking for its transport to sending through it. */
const GRACE_MS = 60_000;

/** What a challenge says about who is written to. */
interface DeliveryTarget {
  readonly tenant: Tenant;
  /** Whether it is for a test recipient: nothing is sent. */
  readonly isTest: boolean;
}

/** All that whoever words a message does with its transport. */
type MessageSender = Pick<Transport, 'send'>;

/** Takes a message and sends it nowhere. */
const NULL_SENDER: MessageSender = { send: async () => undefined };

/** The transport a message goes through. Transports pool connections, so each distinct DSN is opened once. */
@Injectable()
export class TenantTransports implements OnApplicationShutdown {
  private readonly opened = new Map<string, MeasuredTransport>();
  /** What no tenant uses any more, by the timer that closes it. */
  private readonly retired = new Map<NodeJS.Timeout, MeasuredTransport>();
  private readonly durations: Histogram<'transport'>;

  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
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

  /**
   * Takes the challenge, so that nobody forgets whom not to write to: a test recipient is sent nothing, and the outbox
   * shows the message where there is one.
   * @param country where an SMS goes to: it may have a route of its own
   * @throws {AppError} NotEnable when neither the tenant nor the settings name a transport for the channel
   */
  resolve(challenge: DeliveryTarget, channel: 'mail'): MessageSender;
  resolve(challenge: DeliveryTarget, channel: 'sms', country: CountryCode): MessageSender;
  resolve({ tenant, isTest }: DeliveryTarget, channel: Channel, country?: CountryCode): MessageSender {
    if (isTest) return this.toNobody(channel);
    const dsn = routeOf(tenant, channel, this.config, country);
    if (!dsn) throw new AppError(CommonErrors.NotEnable);
    return this.open(channel, dsn);
  }

  /** Whether a transport of the channel no longer reaches its vendor. */
  isFailing(channel: Channel): boolean {
    return [...this.opened].some(([key, transport]) => key.startsWith(`${channel} `) && transport.isFailing);
  }

  /**
   * Closes, once nobody can be about to send through them, the transports that none of these tenants uses: an edited
   * tenants file leaves no connection behind.
   */
  retainOnly(tenants: readonly Tenant[]): void {
    const used = new Set(
      tenants.flatMap((tenant) => dsnsOf(tenant, this.config)).map(({ channel, dsn }) => keyOf(channel, dsn)),
    );
    for (const [key, transport] of this.opened) {
      if (used.has(key)) continue;
      this.opened.delete(key);
      const timer = setTimeout(() => {
        this.retired.delete(timer);
        void transport.close().then(() => this.forgetSeries(transport));
      }, GRACE_MS).unref();
      this.retired.set(timer, transport);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    for (const timer of this.retired.keys()) clearTimeout(timer);
    await Promise.all(
      [...this.opened.values(), ...this.retired.values()].map((transport) => transport.close()),
    );
  }

  private toNobody(channel: Channel): MessageSender {
    return this.config.outbox ? this.open(channel, 'outbox:') : NULL_SENDER;
  }

  /** Metrics grow with every edit otherwise. DSNs that differ in their secrets only share one series. */
  private forgetSeries(closed: MeasuredTransport): void {
    const name = closed.toString();
    const sharing = [...this.opened.values(), ...this.retired.values()].map(String);
    if (!sharing.includes(name)) this.durations.remove({ transport: name });
  }

  private open(channel: Channel, dsn: string): MeasuredTransport {
    const key = keyOf(channel, dsn);
    const known = this.opened.get(key);
    if (known) return known;
    const transport = createTransport(dsn, channel, { outbox: this.outbox });
    const measured = new MeasuredTransport(transport, this.durations, this.tracer);
    this.opened.set(key, measured);
    return measured;
  }
}

/** One DSN may serve both channels, by a transport each. */
function keyOf(channel: Channel, dsn: string): string {
  return `${channel} ${dsn}`;
}
