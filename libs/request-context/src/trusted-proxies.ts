import { BlockList, isIP } from 'node:net';

/** A range of addresses as 128-bit numbers. IPv4 addresses have their mapped form (RFC 4291 §2.5.5.2). */
interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** An entry such as `10.0.0.0/8`. */
interface Subnet extends AddressRange {
  readonly entry: string;
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
  /** Whether the address has bits beyond the prefix. */
  readonly hasHostBits: boolean;
}

/**
 * Public addresses of both families, and how many of them one entry may cover: an IPv4 /8 or an IPv6 /16, the size of
 * the largest allocations to one operator. Private networks are not among them.
 */
const PUBLIC: readonly (AddressRange & { readonly most: bigint })[] = [
  { first: bitsOf('0.0.0.0'), last: bitsOf('223.255.255.255'), most: 1n << 24n },
  { first: bitsOf('2000::'), last: bitsOf('3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'), most: 1n << 112n },
];

/**
 * Parses the CIDRs of proxies whose `X-Forwarded-For` is trusted, such as `10.0.0.0/8` or `::1`.
 * @throws {Error} with every entry that is not a CIDR, has address bits beyond its prefix, or covers a large part of the
 * internet, whose clients could then forge the header
 */
export function trustedProxies(entries: readonly string[]): BlockList {
  const list = new BlockList();
  const problems: string[] = [];
  for (const entry of entries) {
    const subnet = parseSubnet(entry);
    const problem = subnet ? problemOf(subnet) : `not a CIDR: ${entry}`;
    if (problem) problems.push(problem);
    else if (subnet) list.addSubnet(subnet.address, subnet.prefix, subnet.family);
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
  return list;
}

function parseSubnet(entry: string): Subnet | undefined {
  const [address = '', length, ...rest] = entry.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const width = family === 'ipv6' ? 128 : 32;
  const prefix = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : NaN;
  // isIP() accepts the zone of fe80::1%eth0, which BlockList ignores.
  if (isIP(address) === 0 || address.includes('%') || rest.length > 0 || !(prefix >= 0 && prefix <= width))
    return undefined;
  const bits = bitsOf(address);
  const hostBits = (1n << BigInt(width - prefix)) - 1n;
  const first = bits & ~hostBits;
  return { entry, address, prefix, family, first, last: first | hostBits, hasHostBits: first !== bits };
}

function problemOf(subnet: Subnet): string | undefined {
  const { entry, address, prefix, hasHostBits } = subnet;
  if (PUBLIC.some((range) => countShared(subnet, range) > range.most)) {
    return `${entry} covers a large part of the internet, whose clients could then forge X-Forwarded-For: write the networks of your proxies only`;
  }
  return hasHostBits
    ? `${entry} has address bits beyond /${prefix}: write ${address} for one proxy, or the first address of the network`
    : undefined;
}

function countShared(one: AddressRange, other: AddressRange): bigint {
  const first = one.first > other.first ? one.first : other.first;
  const last = one.last < other.last ? one.last : other.last;
  return last < first ? 0n : last - first + 1n;
}

function bitsOf(address: string): bigint {
  // The URL parser writes every IPv6 address in hexadecimal groups, with at most one `::`.
  const { hostname } = new URL(`http://[${isIP(address) === 4 ? `::ffff:${address}` : address}]`);
  const [left = [], right = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
