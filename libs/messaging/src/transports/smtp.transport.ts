import { createTransport, type SMTPPoolOptions, type Transporter } from 'nodemailer';
import type { Readable } from 'node:stream';

import { parseSender, type Sender } from '../address.js';
import { certificateAuthority } from '../dsn/certificate-authority.js';
import { DsnError, type Dsn } from '../dsn/dsn.js';
import { isLoopback } from '../dsn/loopback.js';
import type { Message } from '../message.js';
import {
  TransportError,
  type CheckResult,
  type TransportServices,
  type VendorTransport,
} from '../transport.js';
import { smtpCheck } from './smtp/smtp-check.js';
import { smtpFailure } from './smtp/smtp-failure.js';

type SmtpOptions = SMTPPoolOptions & { pool: true };

/**
 * Mail over SMTP submission with a connection pool. DSN options: `from` (`a@b` or `Name <a@b>`), `ca` (PEM file),
 * and for `smtp:` `tls` (`required` | `opportunistic`).
 */
export class SmtpTransport implements VendorTransport {
  static readonly schemes = ['smtp', 'smtps'] as const;
  static readonly channels = ['mail'] as const;
  static readonly exampleDsn =
    'smtp://USER:PASSWORD@mail.example.com:587?from=Example%20<no-reply@example.com>';

  readonly carriesStrongCodes = true;
  readonly #name: string;
  readonly #from: Sender | undefined;
  readonly #now: () => number;
  readonly #options: SmtpOptions;
  readonly #mailer: Transporter;
  // The body stream of each delivery, by its signal. Whether it was read distinguishes `unreachable` from `unknown`.
  readonly #bodies = new WeakMap<AbortSignal, Readable>();

  private constructor(dsn: Dsn, services: TransportServices) {
    this.#name = dsn.toString();
    this.#from = senderOf(dsn);
    this.#now = services.now ?? Date.now;
    this.#options = poolOptions(dsn);
    this.#mailer = createTransport(this.#options);
    this.#mailer.use('stream', (mail, done) => {
      const { envelope, signal } = mail.data;
      // nodemailer lower-cases the domains; restore the addresses as given.
      Object.assign(mail.message.getEnvelope(), envelope);
      mail.message.processFunc((body) => {
        if (signal) this.#bodies.set(signal, body);
        return body;
      });
      done();
    });
  }

  static fromDsn(dsn: Dsn, services: TransportServices): SmtpTransport {
    return new SmtpTransport(dsn, services);
  }

  async send(message: Message, signal: AbortSignal): Promise<void> {
    const from = message.from ? parseSender(message.from) : this.#from;
    if (!from) {
      throw new TransportError('refused', `${this.#name} has no usable sender: add ?from=a@b to its DSN`);
    }
    try {
      await this.#mailer.sendMail({ ...this.#mailOptions(message, from), signal });
    } catch (error) {
      throw smtpFailure(error, this.#name, this.#bodies.get(signal)?.readableDidRead ?? false);
    }
  }

  check(signal: AbortSignal): Promise<CheckResult> {
    return smtpCheck(this.#options, this.#name, signal);
  }

  async close(): Promise<void> {
    this.#mailer.close();
  }

  toString(): string {
    return this.#name;
  }

  #mailOptions({ to, subject, text, html, metadata }: Message, from: Sender) {
    return {
      from,
      // nodemailer parses a string as a list of recipients; it uses an object and an envelope literally.
      to: { name: '', address: to },
      envelope: { from: from.address, to: [to] },
      subject,
      text,
      html,
      date: new Date(this.#now()),
      headers: {
        // Suppress vacation responders, but not bounces: RFC 3834, and MS-OXCMAIL §2.1.3.2.20 for Exchange.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
        // RFC 3282.
        'Content-Language': metadata.language,
      },
    };
  }
}

function senderOf(dsn: Dsn): Sender | undefined {
  const from = dsn.option('from');
  if (from === undefined) return undefined;
  const sender = parseSender(from);
  if (!sender)
    throw new DsnError(`${dsn.toString()}: the option "from" must be an address, a@b or Name <a@b>`);
  return sender;
}

function poolOptions(dsn: Dsn): SmtpOptions {
  if (dsn.host === '' || !['', '/'].includes(dsn.path)) {
    throw new DsnError('An SMTP DSN is scheme://user:password@host:port?options, special characters encoded');
  }
  const secure = dsn.scheme === 'smtps';
  return {
    pool: true,
    host: dsn.host,
    port: dsn.port,
    secure,
    requireTLS: !secure && requiresTls(dsn),
    auth: credentials(dsn),
    tls: certificateAuthority(dsn),
    disableFileAccess: true,
    disableUrlAccess: true,
    // Shorter than the usual idle timeouts of servers and firewalls, so that pooled connections are rarely stale.
    idleTimeout: 30_000,
    // Retry once after a stale connection. Nodemailer retries only if no byte of the body was sent.
    maxRequeues: 1,
    // Destroy the socket at once: a server that never closes its side must not hold it beyond the deadline.
    socketCloseTimeout: 0,
  };
}

function credentials(dsn: Dsn): { user: string; pass: string } | undefined {
  const { user, password } = dsn;
  if (user === undefined && password === undefined) return undefined;
  if (user === undefined || password === undefined) {
    throw new DsnError(`${dsn.toString()} needs both user and password, or neither`);
  }
  return { user, pass: password };
}

function requiresTls(dsn: Dsn): boolean {
  const sendsCredentialsRemotely = dsn.user !== undefined && !isLoopback(dsn.host);
  const tls = dsn.option('tls') ?? (sendsCredentialsRemotely ? 'required' : 'opportunistic');
  if (tls !== 'required' && tls !== 'opportunistic') {
    throw new DsnError(`${dsn.toString()}: the option "tls" must be required or opportunistic`);
  }
  if (tls === 'opportunistic' && sendsCredentialsRemotely) {
    throw new DsnError(`${dsn.toString()}: credentials for a remote host require tls=required or smtps:`);
  }
  return tls === 'required';
}
