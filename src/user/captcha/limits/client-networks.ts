import { isIPv4, isIPv6 } from 'node:net';

/**
 * The address that a client is counted by. An IPv4 address counts by itself, also when it is mapped into IPv6 (RFC 4291
 * §2.5.5.2). An IPv6 address counts by its /64, the smallest network of one subscriber (RFC 6177 §2). Any other text is
 * returned as it is, so that a missing address is counted too.
 */
export function addressOf(ip: string): string {
  const address = ip.replace(/%.*$/s, '');
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/**
 * The network of an address: an IPv4 /24 or an IPv6 /48, usually one site of one provider's customer (RFC 6177). It is
 * too coarse to identify a person.
 * @param ip as in the request context. Any text that is no address is returned as it is.
 */
export function networkOf(ip: string): string {
  const address = addressOf(ip);
  if (isIPv4(address)) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  return isIPv6(ip.replace(/%.*$/s, '')) ? `${address.split(':').slice(0, 3).join(':')}::/48` : address;
}

/** The eight 16-bit groups of an IPv6 address. The URL parser normalizes its spelling. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = canonical.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => parseInt(group, 16));
}
