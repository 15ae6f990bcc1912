import { DsnError, type Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import type { Outbox } from '../outbox.js';
import type { CheckResult, TransportServices, VendorTransport } from '../transport.js';
import { simulatedFailure } from './simulated-failures.js';

/** Stores messages in the outbox instead of sending them, for development and tests. */
export class OutboxTransport implements VendorTransport {
  static readonly schemes = ['outbox'] as const;
  static readonly channels = ['mail', 'sms'] as const;
  static readonly exampleDsn = 'outbox:';

  readonly carriesStrongCodes = true;
  readonly #name: string;
  readonly #outbox: Outbox;

  private constructor(name: string, outbox: Outbox) {
    this.#name = name;
    this.#outbox = outbox;
  }

  /** @throws {DsnError} when the DSN has a host or a path: there is only one outbox */
  static fromDsn(dsn: Dsn, services: TransportServices): OutboxTransport {
    if (dsn.hostAndPort !== '' || !['', '/'].includes(dsn.path)) {
      throw new DsnError('outbox: has no host and no path: write outbox:');
    }
    return new OutboxTransport(dsn.toString(), services.outbox);
  }

  /** @throws {TransportError} for the addresses of {@link simulatedFailure} */
  async send({ to, subject, text, html, metadata }: Message): Promise<void> {
    const failure = simulatedFailure(to, this.#name);
    if (failure) throw failure;
    const { codeID, type, use, tenant, code, language } = metadata;
    this.#outbox.add({ codeID, type, use, tenant, account: to, code, language, subject, text, html });
  }

  async check(): Promise<CheckResult> {
    return 'nothing';
  }

  /** Does not close the outbox, which the caller owns. */
  async close(): Promise<void> {}

  toString(): string {
    return this.#name;
  }
}
