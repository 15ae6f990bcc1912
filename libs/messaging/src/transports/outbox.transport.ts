import { DsnError, type Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import type { Outbox } from '../outbox.js';
import type { CheckResult, TransportServices, VendorTransport } from '../transport.js';

/** Sends nothing: shows the message in the outbox, for development and tests. */
export class OutboxTransport implements VendorTransport {
  static readonly schemes = ['outbox'] as const;
  static readonly channels = ['mail', 'sms'] as const;
  static readonly exampleDsn = 'outbox:';

  readonly #name: string;
  readonly #outbox: Outbox;

  private constructor(name: string, outbox: Outbox) {
    this.#name = name;
    this.#outbox = outbox;
  }

  /** @throws {DsnError} when it names a place: there is one outbox, and its name tells everybody that nothing is sent */
  static fromDsn(dsn: Dsn, services: TransportServices): OutboxTransport {
    if (dsn.hostAndPort !== '' || !['', '/'].includes(dsn.path)) {
      throw new DsnError('outbox: has no host and no path: write outbox:');
    }
    return new OutboxTransport(dsn.toString(), services.outbox);
  }

  async send({ to, subject, text, html, metadata }: Message): Promise<void> {
    const { codeID, type, use, tenant, code, language } = metadata;
    this.#outbox.add({ codeID, type, use, tenant, account: to, code, language, subject, text, html });
  }

  async check(): Promise<CheckResult> {
    return 'nothing';
  }

  /** The outbox outlives its transports: whoever made it closes it. */
  async close(): Promise<void> {}

  toString(): string {
    return this.#name;
  }
}
