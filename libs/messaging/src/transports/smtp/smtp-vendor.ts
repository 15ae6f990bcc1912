import { createTransport, type Transporter } from 'nodemailer';
import type { Readable } from 'node:stream';

import { parseSender, type Sender } from '../../address.js';
import { DsnError, type Dsn } from '../../dsn/dsn.js';
import type { Message } from '../../message.js';
import {
  TransportError,
  type CheckResult,
  type TransportServices,
  type VendorTransport,
} from '../../transport.js';
import { clientNameOption, defaultClientName } from './client-name.js';
import { mailOptions } from './mail-options.js';
import { poolOptions, type SmtpLogin, type SmtpOptions } from './pool-options.js';
import { smtpCheck } from './smtp-check.js';
import { smtpFailure } from './smtp-failure.js';

/**
 * Mail over SMTP submission with a connection pool, with any login. DSN options: `from` and `replyTo` (`a@b` or
 * `Name <a@b>`), `name` (for EHLO), and those of {@link poolOptions}.
 */
export abstract class SmtpVendor implements VendorTransport {
  readonly carriesStrongCodes = true;
  readonly #name: string;
  readonly #from: Sender | undefined;
  readonly #replyTo: Sender | undefined;
  readonly #now: () => number;
  readonly #options: SmtpOptions;
  /** Undefined until a message determines it. */
  #clientName: string | undefined;
  #mailer: Transporter | undefined;
  // The body stream of each delivery, by its signal. Whether it was read distinguishes `unreachable` from `unknown`.
  readonly #bodies = new WeakMap<AbortSignal, Readable>();

  protected constructor(dsn: Dsn, services: TransportServices, login: SmtpLogin) {
    this.#name = dsn.toString();
    this.#from = mailboxOption(dsn, 'from');
    this.#replyTo = mailboxOption(dsn, 'replyTo');
    this.#clientName = clientNameOption(dsn) ?? (this.#from && defaultClientName(this.#from));
    this.#now = services.now ?? Date.now;
    this.#options = poolOptions(dsn, login);
  }

  get clientName(): string {
    return this.#clientName ?? defaultClientName();
  }

  requiresSender(): boolean {
    return this.#from === undefined;
  }

  async send(message: Message, signal: AbortSignal): Promise<void> {
    const from = message.from ? parseSender(message.from) : this.#from;
    if (!from) {
      throw new TransportError('refused', `${this.#name} has no usable sender: add ?from=a@b to its DSN`);
    }
    const replyTo = message.replyTo ? parseSender(message.replyTo) : this.#replyTo;
    if (message.replyTo && !replyTo) {
      throw new TransportError('refused', `${this.#name} has no usable Reply-To address`);
    }
    this.#clientName ??= defaultClientName(from);
    this.#mailer ??= this.#openPool(this.#clientName);
    try {
      const headers = { from, replyTo, date: new Date(this.#now()) };
      await this.#mailer.sendMail({ ...mailOptions(message, headers), signal });
    } catch (error) {
      throw smtpFailure(error, this.#name, this.#bodies.get(signal)?.readableDidRead ?? false);
    }
  }

  check(signal: AbortSignal): Promise<CheckResult> {
    return smtpCheck({ ...this.#options, name: this.clientName }, this.#name, signal);
  }

  async close(): Promise<void> {
    this.#mailer?.close();
  }

  toString(): string {
    return this.#name;
  }

  /**
   * Opens no connection. The name identifies this client and not the sender of a mail (RFC 5321 §4.1.1.1): all senders
   * share the connections.
   */
  #openPool(clientName: string): Transporter {
    const mailer = createTransport({ ...this.#options, name: clientName });
    mailer.use('stream', (mail, done) => {
      const { envelope, signal } = mail.data;
      // nodemailer lower-cases the domains; restore the addresses as given.
      Object.assign(mail.message.getEnvelope(), envelope);
      mail.message.processFunc((body) => {
        if (signal) this.#bodies.set(signal, body);
        return body;
      });
      done();
    });
    return mailer;
  }
}

function mailboxOption(dsn: Dsn, name: string): Sender | undefined {
  const text = dsn.option(name);
  if (text === undefined) return undefined;
  const mailbox = parseSender(text);
  if (!mailbox)
    throw new DsnError(`${dsn.toString()}: the option "${name}" must be an address, a@b or Name <a@b>`);
  return mailbox;
}
