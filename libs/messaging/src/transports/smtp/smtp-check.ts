import { once } from 'node:events';
import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionOptions,
} from 'nodemailer/lib/smtp-connection';
import { promisify } from 'node:util';

import type { CheckResult } from '../../transport.js';
import { smtpFailure } from './smtp-failure.js';

/**
 * Connects like a delivery, including STARTTLS and login, and disconnects. Uses a connection of its own because
 * nodemailer's `verify()` of a pool cannot be aborted.
 * @throws {TransportError} the error a delivery would fail with
 */
export async function smtpCheck(
  options: SMTPConnectionOptions & { auth?: SMTPConnectionAuth | undefined },
  name: string,
  signal: AbortSignal,
): Promise<CheckResult> {
  const connection = new SMTPConnection(options);
  // Errors after close() must not become uncaught exceptions.
  connection.on('error', () => undefined);
  const failed = once(connection, 'error', { signal }).then(
    ([error]) => Promise.reject(error as Error),
    () => Promise.reject(Object.assign(new Error(), { code: 'EABORT' })),
  );
  try {
    await Promise.race([failed, promisify(connection.connect.bind(connection))()]);
    if (!options.auth) return 'reached';
    const login = promisify(connection.login.bind(connection));
    // A copy, because login() adds properties.
    await Promise.race([failed, login({ ...options.auth })]);
    return 'authenticated';
  } catch (error) {
    throw smtpFailure(error, name, false);
  } finally {
    connection.close();
    failed.catch(() => undefined);
  }
}
