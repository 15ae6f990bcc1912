import { BlockList, isIP, SocketAddress } from 'node:net';

/** Proxies whose `X-Forwarded-For` is believed, from CIDRs such as `10.0.0.0/8` or `::1`. Throws on anything else. */
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
 * The client's address: the socket's, unless the peer is trusted; then `X-Forwarded-For` is walked from right to left
 * until the first address that is no trusted proxy. What stands left of it is the client's own invention. An entry
 * that is no address ends the walk at the proxy that reported it. No other header is read.
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

/** `::ffff:192.0.2.1` is the IPv4 address inside (RFC 4291 §2.5.5.2), so that one client is one client. */
function unwrapMappedIpv4(address: string): string {
  if (isIP(address) !== 6) return address;
  const { address: canonical } = new SocketAddress({ address, family: 'ipv6' });
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(canonical)?.[1] ?? canonical;
}
