import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network that an address is counted by. An IPv4 address counts by itself, also when it is mapped into IPv6 (RFC 4291
 * §2.5.5.2). An IPv6 address counts by its /64, the smallest network of one subscriber (RFC 6177 §2). Any other text is
 * returned as it is, so that a missing address is counted too.
 */
export function clientNetwork(ip: string): string {
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
 * A network too coarse to identify a person: the IPv4 /24 or the IPv6 /48 of an address, or `''` for any other text.
 * @param ip as in the request context
 */
export function coarseNetwork(ip: string): string {
  if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`;
  const network = clientNetwork(ip);
  if (isIPv4(network)) return coarseNetwork(network);
  return isIPv6(ip.replace(/%.*$/s, '')) ? `${network.split(':').slice(0, 3).join(':')}::/48` : '';
}

/** The eight 16-bit groups of an IPv6 address. The URL parser normalizes its spelling. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = canonical.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => parseInt(group, 16));
}
