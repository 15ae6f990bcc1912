import { Dsn, DsnError } from './dsn/dsn.js';
import { ManagedTransport } from './resilience/managed.transport.js';
import { ResilientTransport } from './resilience/resilient.transport.js';
import type { Channel } from './message.js';
import { parseDsns, type DsnTree } from './dsn/parse-dsns.js';
import { TransportGroup, type GroupMember } from './resilience/transport-group.js';
import type { Transport, TransportClass, TransportServices } from './transport.js';
import { TRANSPORTS } from './transports/index.js';

/**
 * Creates the transport for one channel from a DSN, `failover(DSN DSN …)` or `roundrobin(DSN DSN …)`.
 * Opens no connection.
 * @throws {DsnError} when the DSN is invalid, its scheme is unknown, or the vendor does not serve the channel
 */
export function createTransport(dsn: string, channel: Channel, services: TransportServices): Transport {
  return new ManagedTransport(memberFor(parseDsns(dsn), channel, services), channel, services.now);
}

function memberFor(tree: DsnTree, channel: Channel, services: TransportServices): GroupMember {
  if ('members' in tree) {
    const members = tree.members.map((member) => memberFor(member, channel, services));
    return new TransportGroup(tree.mode, members, services.now);
  }
  const dsn = Dsn.parse(tree.dsn);
  const vendor = classFor(dsn.scheme, channel).fromDsn(dsn, services);
  const transport = new ResilientTransport(vendor, dsn, services);
  dsn.refuseUnknownOptions();
  return transport;
}

function classFor(scheme: string, channel: Channel): TransportClass {
  const candidates = (TRANSPORTS as readonly TransportClass[]).filter((candidate) =>
    candidate.channels.includes(channel),
  );
  const found = candidates.find((candidate) => candidate.schemes.includes(scheme));
  if (found) return found;
  const known = candidates.flatMap((candidate) => candidate.schemes).map((name) => `${name}:`);
  throw new DsnError(`"${scheme}:" is no transport for ${channel}. Known: ${known.join(' ')}`);
}
