import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { times } from '../../../../test/support/vitest/times.js';
import { addressOf, networkOf } from './client-networks.js';

const group = fc.integer({ min: 0, max: 0xffff });
const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });
const hex = (numbers: readonly number[]): string[] => numbers.map((number) => number.toString(16));

/** The spellings of one address: full, upper case, and with any run of zeros left out. */
function spellings(numbers: readonly number[]): string[] {
  const written = hex(numbers);
  const long = written.map((one) => one.padStart(4, '0')).join(':');
  const short = numbers.flatMap((_, from) =>
    numbers.flatMap((__, i) => {
      const to = from + i + 1;
      const zeros = numbers.slice(from, to);
      if (to > numbers.length || zeros.some((one) => one !== 0)) return [];
      return [`${written.slice(0, from).join(':')}::${written.slice(to).join(':')}`];
    }),
  );
  return [written.join(':'), long, long.toUpperCase(), ...short];
}

describe('addressOf()', () => {
  it('returns the /64 of an IPv6 address in every spelling', () => {
    fc.assert(
      fc.property(groups(4), groups(4), (network, host) => {
        // ::/64 contains the mapped IPv4 addresses, which are tested below.
        fc.pre(network.some((one) => one !== 0));
        const expected = `${hex(network).join(':')}::/64`;
        for (const spelling of spellings([...network, ...host])) expect(addressOf(spelling)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('returns one network for 10,000 addresses of one /64, and another for each other /64', () => {
    fc.assert(
      fc.property(
        groups(4),
        (host) => addressOf(['2001', 'db8', '0', '1', ...hex(host)].join(':')) === '2001:db8:0:1::/64',
      ),
      { numRuns: 10_000 },
    );
    fc.assert(
      fc.property(groups(4), groups(4), (one, other) => {
        fc.pre(one.join() !== other.join());
        return addressOf(`${hex(one).join(':')}:1:1:1:1`) !== addressOf(`${hex(other).join(':')}:1:1:1:1`);
      }),
    );
  });

  it('returns an IPv4 address as it is, also when it is mapped into IPv6, dotted or not', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
        const low = hex([a * 256 + b, c * 256 + d]).join(':');
        const all = [ip, `::ffff:${ip}`, `::FFFF:${ip}`, `0:0:0:0:0:ffff:${ip}`, `::ffff:${low}`];
        expect(all.map(addressOf)).toEqual(all.map(() => ip));
      }),
    );
  });

  it.each([
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::fffe:c000:201', '0:0:0:0::/64'],
    ['1::ffff:192.0.2.1', '1:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
    ['unknown', 'unknown'],
  ])('maps %j to %j', (ip, network) => {
    expect(addressOf(ip)).toBe(network);
  });
});

describe('networkOf()', () => {
  it('returns the /24 of an IPv4 address, also when it is mapped into IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        const expected = `${ip.replace(/\.\d+$/, '')}.0/24`;
        expect([ip, `::ffff:${ip}`, `0:0:0:0:0:FFFF:${ip}`].map(networkOf)).toEqual(times(3, () => expected));
      }),
    );
  });

  it('returns the /48 of an IPv6 address in every spelling', () => {
    fc.assert(
      fc.property(groups(3), groups(5), (site, rest) => {
        fc.pre(site.some((one) => one !== 0));
        const expected = `${hex(site).join(':')}::/48`;
        for (const spelling of spellings([...site, ...rest])) expect(networkOf(spelling)).toBe(expected);
      }),
    );
  });

  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['', ''],
    ['unknown', 'unknown'],
  ])('maps %j to %j', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
