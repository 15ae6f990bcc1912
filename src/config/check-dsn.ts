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
  void parseTransport(dsn, channel).close();
}

/** As {@link checkDsn}, and codes must really go to people, by whichever of several transports. */
export function checkProductionDsn(dsn: string, channel: Channel): void {
  const transport = parseTransport(dsn, channel);
  void transport.close();
  if (vendorsOf(transport).some(isOutbox)) {
    throw new DsnError('must not be outbox: in production');
  }
}

/** The transports that send: those inside `failover(…)` and `roundrobin(…)`, or the one there is. */
export function vendorsOf(transport: Transport): readonly Transport[] {
  return transport.members.length > 0 ? transport.members : [transport];
}

/** Whether it sends nothing. */
export function isOutbox(vendor: Transport): boolean {
  return String(vendor) === 'outbox:';
}

function parseTransport(dsn: string, channel: Channel): Transport {
  return createTransport(dsn, channel, { outbox: new Outbox() });
}
