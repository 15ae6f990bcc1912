import { DsnError, type Dsn } from '../dsn/dsn.js';
import type { TransportServices } from '../transport.js';
import { AccessTokens } from './smtp/access-tokens.js';
import type { SmtpLogin } from './smtp/pool-options.js';
import { SmtpVendor } from './smtp/smtp-vendor.js';
import { xoauth2Login } from './smtp/xoauth2-login.js';

/**
 * Mail over SMTP submission with an OAuth 2.0 access token instead of a password. DSN options: those of
 * {@link SmtpVendor} and {@link AccessTokens}.
 */
export class SmtpOauth2Transport extends SmtpVendor {
  static readonly schemes = ['smtp+oauth2', 'smtps+oauth2'] as const;
  static readonly channels = ['mail'] as const;
  static readonly exampleDsn =
    'smtp+oauth2://no-reply%40example.com@smtp.gmail.com:587?from=no-reply@example.com&clientId=ID&clientSecret=SECRET&refreshToken=TOKEN&tokenUrl=https://oauth2.googleapis.com/token';

  static fromDsn(dsn: Dsn, services: TransportServices): SmtpOauth2Transport {
    return new SmtpOauth2Transport(dsn, services, tokenLogin(dsn, services));
  }
}

function tokenLogin(dsn: Dsn, services: TransportServices): SmtpLogin {
  const { user, password } = dsn;
  if (user === undefined || password !== undefined) {
    throw new DsnError(`${dsn.toString()} needs a user and no password: ${dsn.scheme}://USER@…`);
  }
  // XOAUTH2 separates its fields by control characters.
  if (/\p{Cc}/u.test(user)) throw new DsnError(`${dsn.toString()}: the user has a control character`);
  return xoauth2Login(user, new AccessTokens(dsn, services), dsn.toString());
}
