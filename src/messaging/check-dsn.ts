import { type Channel, createTransport, Dsn, DsnError, Outbox } from '@system-management/messaging';

/**
 * Judges a DSN without connecting anywhere.
 * @throws {DsnError} in words for the operator, without secrets
 */
export function checkDsn(dsn: string, channel: Channel): void {
  void createTransport(dsn, channel, { outbox: new Outbox() }).close();
}

/** As {@link checkDsn}, and codes must really go to people. */
export function checkProductionDsn(dsn: string, channel: Channel): void {
  checkDsn(dsn, channel);
  if (Dsn.parse(dsn).scheme === 'outbox') throw new DsnError('must not be outbox: in production');
}
