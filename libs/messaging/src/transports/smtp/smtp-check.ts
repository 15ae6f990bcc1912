import { once } from 'node:events';
import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionOptions,
} from 'nodemailer/lib/smtp-connection';
import { promisify } from 'node:util';

import type { CheckResult } from '../../transport.js';
import { smtpFailure } from './smtp-failure.js';

/**
 * Greets the server as a mail would, STARTTLS and login included, and leaves. On a connection of its own:
 * the pool's own check cannot be broken off.
 * @throws {TransportError} as a mail would
 */
export async function smtpCheck(
  options: SMTPConnectionOptions & { auth?: SMTPConnectionAuth | undefined },
  name: string,
  signal: AbortSignal,
): Promise<CheckResult> {
  const connection = new SMTPConnection(options);
  // Once it is closed, nobody cares what else goes wrong.
  connection.on('error', () => undefined);
  const broken = once(connection, 'error', { signal }).then(
    ([error]) => Promise.reject(error as Error),
    () => Promise.reject(Object.assign(new Error(), { code: 'EABORT' })),
  );
  try {
    await Promise.race([broken, promisify(connection.connect.bind(connection))()]);
    if (!options.auth) return 'reached';
    const { user, pass } = options.auth;
    const login = promisify(connection.login.bind(connection));
    await Promise.race([broken, login({ user, pass })]);
    return 'authenticated';
  } catch (error) {
    throw smtpFailure(error, name, false);
  } finally {
    connection.close();
    broken.catch(() => undefined);
  }
}
