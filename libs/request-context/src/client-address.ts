import { BlockList, isIP, SocketAddress } from 'node:net';

/**
 * Parses the CIDRs of proxies whose `X-Forwarded-For` is trusted, such as `10.0.0.0/8` or `::1`.
 * @throws {Error} if an entry is not a CIDR
 */
export function trustedProxies(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', length, ...rest] = cidr.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const bits = family === 'ipv6' ? 128 : 32;
    const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : NaN;
    if (isIP(address) === 0 || rest.length > 0 || !(prefix >= 0 && prefix <= bits))
      throw new Error(`not a CIDR: ${cidr}`);
    list.addSubnet(address, prefix, family);
  }
  return list;
}

/**
 * Returns the client's address. That is the peer's, unless the peer is a trusted proxy: then it is the rightmost entry
 * of `X-Forwarded-For` that is not a trusted proxy. Entries to its left are under the client's control. An entry that
 * is not an IP address ends the walk at the proxy that reported it. No other header is read.
 */
export function clientAddress(peer: string | undefined, forwardedFor: string, trusted: BlockList): string {
  let client = unwrapMappedIpv4(peer ?? '');
  if (forwardedFor === '') return client;
  for (const hop of forwardedFor.split(',').reverse()) {
    if (!isTrusted(client, trusted)) break;
    const next = unwrapMappedIpv4(hop.trim());
    if (isIP(next) === 0) break;
    client = next;
  }
  return client;
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
