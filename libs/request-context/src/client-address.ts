import { type BlockList, isIP, SocketAddress } from 'node:net';

/** Why `X-Forwarded-For` did not lead to a client, so that clients may share one address and its limits. */
export interface AddressProblem {
  /**
   * - `untrustedPeer`: the header is ignored, because the peer is not a trusted proxy;
   * - `unreadableEntry`: a trusted proxy reported something that is not an IP address.
   */
  readonly kind: 'untrustedPeer' | 'unreadableEntry';
  /** Address of the peer, as of {@link clientAddress}; never an entry of the header. */
  readonly peer: string;
}

/**
 * Returns the client's address. That is the peer's, unless the peer is a trusted proxy: then it is the rightmost entry
 * of `X-Forwarded-For` that is not a trusted proxy. Entries to its left are under the client's control. An entry that
 * is not an IP address ends the walk at the proxy that reported it. No other header is read.
 * @param onProblem called if the header is present and ignored, or if its walk ends at an unreadable entry
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string,
  trusted: BlockList,
  onProblem?: (problem: AddressProblem) => void,
): string {
  const first = unwrapMappedIpv4(peer ?? '');
  // The socket of an empty address is closed.
  if (forwardedFor === '' || first === '') return first;
  if (!isTrusted(first, trusted)) {
    onProblem?.({ kind: 'untrustedPeer', peer: first });
    return first;
  }
  let client = first;
  for (const entry of forwardedFor.split(',').reverse()) {
    if (!isTrusted(client, trusted)) break;
    const next = addressOf(entry.trim());
    if (next === undefined) {
      onProblem?.({ kind: 'unreadableEntry', peer: first });
      break;
    }
    client = next;
  }
  return client;
}

/**
 * Reads an entry of `X-Forwarded-For`: an address, or with its port as Azure's gateways write it, `203.0.113.9:443` or
 * `[2001:db8::5]:443`. Returns `undefined` for anything else.
 */
function addressOf(entry: string): string | undefined {
  const [, ipv4] = /^([\d.]+):\d{1,5}$/.exec(entry) ?? [];
  const [, ipv6] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(entry) ?? [];
  const address = ipv4 ?? ipv6 ?? entry;
  const family = isIP(address);
  return family === 0 || (ipv6 !== undefined && family !== 6) ? undefined : unwrapMappedIpv4(address);
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Unwraps `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2) and normalizes IPv6, so that limits count a client once. */
function unwrapMappedIpv4(address: string): string {
  if (isIP(address) !== 6) return address;
  const { address: canonical } = new SocketAddress({ address, family: 'ipv6' });
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(canonical)?.[1] ?? canonical;
}
