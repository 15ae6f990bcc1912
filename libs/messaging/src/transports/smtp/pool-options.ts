import type { SMTPPoolOptions } from 'nodemailer';

import { certificateAuthority } from '../../dsn/certificate-authority.js';
import { DsnError, type Dsn } from '../../dsn/dsn.js';
import { isLoopback } from '../../dsn/loopback.js';

export type SmtpOptions = SMTPPoolOptions & { pool: true };

/** How a connection logs in; empty for a server without a login. */
export type SmtpLogin = Pick<SMTPPoolOptions, 'auth' | 'customAuth' | 'forceAuth'>;

/**
 * Nodemailer's options of a pool. DSN options: `ca` (PEM file), and without implicit TLS `tls` (`required` |
 * `opportunistic`).
 * @throws {DsnError} when the DSN has no host, has a path, or would send credentials without TLS
 */
export function poolOptions(dsn: Dsn, login: SmtpLogin): SmtpOptions {
  if (dsn.host === '' || !['', '/'].includes(dsn.path)) {
    throw new DsnError('An SMTP DSN is scheme://user:password@host:port?options, special characters encoded');
  }
  const secure = dsn.scheme.startsWith('smtps');
  return {
    pool: true,
    host: dsn.host,
    port: dsn.port,
    secure,
    requireTLS: !secure && requiresTls(dsn),
    ...login,
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

function requiresTls(dsn: Dsn): boolean {
  const sendsCredentialsRemotely = dsn.user !== undefined && !isLoopback(dsn.host);
  const tls = dsn.option('tls') ?? (sendsCredentialsRemotely ? 'required' : 'opportunistic');
  if (tls !== 'required' && tls !== 'opportunistic') {
    throw new DsnError(`${dsn.toString()}: the option "tls" must be required or opportunistic`);
  }
  if (tls === 'opportunistic' && sendsCredentialsRemotely) {
    throw new DsnError(
      `${dsn.toString()}: credentials for a remote host require tls=required or ${dsn.scheme.replace('smtp', 'smtps')}:`,
    );
  }
  return tls === 'required';
}
