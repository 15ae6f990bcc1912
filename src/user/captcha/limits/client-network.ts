import { isIPv4, isIPv6 } from 'node:net';

/**
 * Whom an address counts as: an IPv4 address as it is, also when it comes mapped into IPv6 (RFC 4291 §2.5.5.2); an IPv6
 * address as its /64, because that is what one subscriber is given, with 2^64 addresses in it (RFC 6177 §2).
 * Anything else is its own, so a missing address counts, too.
 */
export function clientNetwork(ip: string): string {
  const address = ip.replace(/%.*$/s, '');
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped)
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
 * Where an address comes from, too coarse to be a person's: an IPv4 /24 or an IPv6 /48, and nothing of what is neither.
 * @param ip in the one spelling that a request's context gives it
 */
export function coarseNetwork(ip: string): string {
  if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`;
  const network = clientNetwork(ip);
  if (isIPv4(network)) return coarseNetwork(network);
  return isIPv6(ip.replace(/%.*$/s, '')) ? `${network.split(':').slice(0, 3).join(':')}::/48` : '';
}

/** The eight 16-bit groups of an IPv6 address, whichever way it is written: the URL parser knows them all. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = canonical.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => parseInt(group, 16));
}
