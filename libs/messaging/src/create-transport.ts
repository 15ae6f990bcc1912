import { Dsn, DsnError } from './dsn.js';
import { GuardedTransport } from './guarded.transport.js';
import type { Channel } from './message.js';
import type { Transport, TransportClass, TransportServices } from './transport.js';
import { TRANSPORTS } from './transports/index.js';

/**
 * Makes the transport a DSN describes, for one channel. Opens no connection yet.
 * @throws {DsnError} when the DSN is wrong, unknown, or names a vendor that cannot serve the channel
 */
export function createTransport(dsn: string, channel: Channel, services: TransportServices): Transport {
  const parsed = Dsn.parse(dsn);
  const transport = transportFor(parsed.scheme, channel).fromDsn(parsed, services);
  parsed.refuseUnknownOptions();
  return new GuardedTransport(transport, channel);
}

function transportFor(scheme: string, channel: Channel): TransportClass {
  const candidates = (TRANSPORTS as readonly TransportClass[]).filter((candidate) =>
    candidate.channels.includes(channel),
  );
  const found = candidates.find((candidate) => candidate.schemes.includes(scheme));
  if (found) return found;
  const known = candidates.flatMap((candidate) => candidate.schemes).map((name) => `${name}:`);
  throw new DsnError(`"${scheme}:" is no transport for ${channel}. Known: ${known.join(' ')}`);
}
