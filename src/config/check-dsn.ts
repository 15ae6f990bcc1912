import {
  type Channel,
  createTransport,
  DsnError,
  Outbox,
  type Transport,
} from '@system-management/messaging';

/**
 * Checks a DSN without connecting.
 * @throws {DsnError} with a message for the operator, without secrets
 */
export function checkDsn(dsn: string, channel: Channel): void {
  void parseTransport(dsn, channel).close();
}

/** Like {@link checkDsn}, and no transport of the DSN may be the outbox. */
export function checkProductionDsn(dsn: string, channel: Channel): void {
  const transport = parseTransport(dsn, channel);
  void transport.close();
  if (vendorsOf(transport).some(isOutbox)) {
    throw new DsnError('must not be outbox: in production');
  }
}

/** The members of `failover(…)` and `roundrobin(…)`, or the transport itself. */
export function vendorsOf(transport: Transport): readonly Transport[] {
  return transport.members.length > 0 ? transport.members : [transport];
}

/** Whether the vendor is the outbox, which sends nothing. */
export function isOutbox(vendor: Transport): boolean {
  return String(vendor) === 'outbox:';
}

function parseTransport(dsn: string, channel: Channel): Transport {
  return createTransport(dsn, channel, { outbox: new Outbox() });
}
