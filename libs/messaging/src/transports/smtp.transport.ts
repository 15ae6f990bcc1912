import { DsnError, type Dsn } from '../dsn/dsn.js';
import type { TransportServices } from '../transport.js';
import type { SmtpLogin } from './smtp/pool-options.js';
import { SmtpVendor } from './smtp/smtp-vendor.js';

/** Mail over SMTP submission, with a password or without a login. DSN options: those of {@link SmtpVendor}. */
export class SmtpTransport extends SmtpVendor {
  static readonly schemes = ['smtp', 'smtps'] as const;
  static readonly channels = ['mail'] as const;
  static readonly exampleDsn =
    'smtp://USER:PASSWORD@mail.example.com:587?from=Example%20<no-reply@example.com>';

  static fromDsn(dsn: Dsn, services: TransportServices): SmtpTransport {
    return new SmtpTransport(dsn, services, passwordLogin(dsn));
  }
}

function passwordLogin(dsn: Dsn): SmtpLogin {
  const { user, password } = dsn;
  if (user === undefined && password === undefined) return {};
  if (user === undefined || password === undefined) {
    throw new DsnError(`${dsn.toString()} needs both user and password, or neither`);
  }
  return { auth: { user, pass: password } };
}
