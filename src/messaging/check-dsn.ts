import {
  type Channel,
  createTransport,
  DsnError,
  Outbox,
  type Transport,
} from '@system-management/messaging';

/**
 * Judges a DSN without connecting anywhere.
 * @throws {DsnError} in words for the operator, without secrets
 */
export function checkDsn(dsn: string, channel: Channel): void {
  void opened(dsn, channel).close();
}

/** As {@link checkDsn}, and codes must really go to people. */
export function checkProductionDsn(dsn: string, channel: Channel): void {
  const transport = opened(dsn, channel);
  const names = [transport, ...transport.parts].map(String);
  void transport.close();
  if (names.includes('outbox:')) throw new DsnError('must not be outbox: in production');
}

function opened(dsn: string, channel: Channel): Transport {
  return createTransport(dsn, channel, { outbox: new Outbox() });
}
