import { type Channel, createTransport, DsnError, Outbox } from '@system-management/messaging';

/**
 * Judges a DSN without connecting anywhere.
 * @throws {DsnError} in words for the operator, without secrets
 */
export function checkDsn(dsn: string, channel: Channel): void {
  void createTransport(dsn, channel, { outbox: new Outbox() }).close();
}

/** Whether messages would go to the development inbox instead of people. */
export function isOutbox(dsn: string): boolean {
  return dsn.startsWith('outbox:');
}

/** As {@link checkDsn}, and codes must really go to people. */
export function checkProductionDsn(dsn: string, channel: Channel): void {
  checkDsn(dsn, channel);
  if (isOutbox(dsn)) throw new DsnError('must not be outbox: in production');
}
