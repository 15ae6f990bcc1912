import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressProblem, clientAddress } from './client-address.js';
import { trustedProxies } from './trusted-proxies.js';

const NO_PROXIES = trustedProxies([]);
const PROXIES = trustedProxies(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1']);

describe('clientAddress()', () => {
  it('returns the peer if no proxy is trusted, for any forged header (1,000 generated)', () => {
    const hop = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constant('unknown'), fc.constant('127.0.0.1'));
    const forged = fc.array(hop, { maxLength: 8 }).map((hops) => hops.join(', '));
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.constant('2001:db8::1')), forged, (peer, header) => {
        expect(clientAddress(peer, header, NO_PROXIES)).toBe(peer);
      }),
      { numRuns: 1000 },
    );
  });

  it('returns the peer if it is not trusted', () => {
    expect(clientAddress('198.51.100.1', '203.0.113.9', PROXIES)).toBe('198.51.100.1');
    expect(clientAddress('2001:db9::1', '203.0.113.9', PROXIES)).toBe('2001:db9::1');
  });

  it.each([
    ['10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['10.0.0.1', '203.0.113.9, 192.0.2.7, 2001:db8::5, 10.9.9.9', '203.0.113.9'],
    ['::1', '203.0.113.9', '203.0.113.9'],
    ['2001:db8::1', '2001:db9::1', '2001:db9::1'],
    ['10.0.0.1', '  203.0.113.9  ,10.0.0.2  ', '203.0.113.9'],
  ])(
    'returns, behind %s with "%s", the rightmost address that is not a proxy: %s',
    (peer, header, client) => {
      expect(clientAddress(peer, header, PROXIES)).toBe(client);
    },
  );

  it.each([
    ['1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.9, 203.0.113.9', '203.0.113.9'],
    ['127.0.0.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['garbage, 203.0.113.9', '203.0.113.9'],
  ])('ignores entries left of the client: %s', (header, client) => {
    expect(clientAddress('10.0.0.1', header, PROXIES)).toBe(client);
  });

  // As Azure's Application Gateway and App Service append them.
  it.each([
    ['203.0.113.9:443', '203.0.113.9'],
    ['203.0.113.9:54321, 10.0.0.2:443', '203.0.113.9'],
    ['1.1.1.1:1, 203.0.113.9:65535', '203.0.113.9'],
    ['[2001:db9::5]:443', '2001:db9::5'],
    ['[2001:db9::5]', '2001:db9::5'],
    ['203.0.113.9:443, [2001:db8::7]:443', '203.0.113.9'],
    ['[2001:DB9:0:0::5]:1', '2001:db9::5'],
    ['[::ffff:203.0.113.9]:443', '203.0.113.9'],
  ])('reads an entry with a port: %s is %s', (header, client) => {
    expect(clientAddress('10.0.0.1', header, PROXIES)).toBe(client);
  });

  it('reads an IPv6 address without brackets as a whole: its last group is no port', () => {
    expect(clientAddress('10.0.0.1', '2001:db9::5:443', PROXIES)).toBe('2001:db9::5:443');
  });

  it.each([
    ['', '10.0.0.1'],
    ['unknown', '10.0.0.1'],
    ['203.0.113.9:', '10.0.0.1'],
    ['203.0.113.9:x', '10.0.0.1'],
    ['203.0.113.9:443:1', '10.0.0.1'],
    ['203.0.113.9:654321', '10.0.0.1'],
    ['203.0.113:443', '10.0.0.1'],
    ['[203.0.113.9]:443', '10.0.0.1'],
    ['[2001:db9::5', '10.0.0.1'],
    ['[2001:db9::5]443', '10.0.0.1'],
    ['[2001:db9::5]:', '10.0.0.1'],
    ['[]:443', '10.0.0.1'],
    ['"[2001:db9::5]:443"', '10.0.0.1'],
    ['::ffff:203.0.113.9:443', '10.0.0.1'],
    ['203.0.113.09', '10.0.0.1'],
    ['203.0.113.256', '10.0.0.1'],
    ['2130706433', '10.0.0.1'],
    ['for=203.0.113.9', '10.0.0.1'],
    ['203.0.113.9 203.0.113.8', '10.0.0.1'],
    ['203.0.113.9,', '10.0.0.1'],
    ['203.0.113.9, unknown, 10.0.0.2', '10.0.0.2'],
    ['203.0.113.9,,10.0.0.2', '10.0.0.2'],
  ])('returns the last proxy that reported a valid address for "%s"', (header, client) => {
    expect(clientAddress('10.0.0.1', header, PROXIES)).toBe(client);
  });

  it.each<[string, string, AddressProblem['kind'] | 'none']>([
    ['198.51.100.1', '203.0.113.9', 'untrustedPeer'],
    ['198.51.100.1', 'unknown', 'untrustedPeer'],
    ['::ffff:198.51.100.1', '203.0.113.9', 'untrustedPeer'],
    ['10.0.0.1', 'unknown', 'unreadableEntry'],
    ['10.0.0.1', '203.0.113.9, unknown, 10.0.0.2', 'unreadableEntry'],
    ['198.51.100.1', '', 'none'],
    ['10.0.0.1', '', 'none'],
    ['10.0.0.1', '203.0.113.9:443', 'none'],
    ['10.0.0.1', 'unknown, 203.0.113.9, 10.0.0.2', 'none'],
    ['10.0.0.1', '10.0.0.3, 10.0.0.2', 'none'],
  ])('reports, for %s with "%s", the problem: %s', (peer, header, kind) => {
    const problems: AddressProblem[] = [];
    clientAddress(peer, header, PROXIES, (problem) => problems.push(problem));
    expect(problems).toEqual(kind === 'none' ? [] : [{ kind, peer: peer.replace('::ffff:', '') }]);
  });

  it('returns the leftmost proxy if all addresses are proxies', () => {
    expect(clientAddress('10.0.0.1', '10.0.0.3, 10.0.0.2', PROXIES)).toBe('10.0.0.3');
  });

  it.each([
    ['::ffff:198.51.100.1', '', '198.51.100.1'],
    ['::FFFF:198.51.100.1', '', '198.51.100.1'],
    ['::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '203.0.113.9, ::ffff:10.0.0.2', '203.0.113.9'],
  ])('unwraps an IPv4-mapped IPv6 address: %s with "%s" is %s', (peer, header, client) => {
    expect(clientAddress(peer, header, PROXIES)).toBe(client);
  });

  // SEC-19 "IPv4-mapped folded": these spell ::ffff:203.0.113.9 as RFC 4291 §2.2 allows it.
  it.each(['::ffff:cb00:7109', '0:0:0:0:0:ffff:203.0.113.9', '0:0:0:0:0:FFFF:CB00:7109'])(
    'unwraps every notation of an IPv4-mapped address: %s',
    (spelling) => {
      expect(clientAddress('10.0.0.1', spelling, PROXIES)).toBe('203.0.113.9');
    },
  );

  it('returns an empty string if the socket is closed, ignores the header, and reports nothing', () => {
    const fail = ({ kind }: AddressProblem) => expect.unreachable(kind);
    expect(clientAddress(undefined, '203.0.113.9', PROXIES, fail)).toBe('');
  });

  it.each(['2001:db9::5', '2001:DB9::5', '2001:db9:0:0::5', '2001:0db9:0:0:0:0:0:0005', '2001:db9::5%eth0'])(
    'returns one notation per IPv6 address: %s',
    (spelling) => {
      expect(clientAddress('10.0.0.1', spelling, PROXIES)).toBe('2001:db9::5');
      expect(clientAddress(spelling, '', NO_PROXIES)).toBe('2001:db9::5');
    },
  );

  it('returns the peer or an entry of the header, for any header (generated)', () => {
    const hop = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string(),
      fc.constantFrom('10.0.0.2', 'fe80::1%eth0', '::1', '::ffff:a00:2'),
      fc.tuple(fc.ipV4(), fc.nat(99_999)).map(([address, port]) => `${address}:${port}`),
      fc.tuple(fc.ipV6(), fc.nat(99_999)).map(([address, port]) => `[${address}]:${port}`),
    );
    const addressIn = (entry: string): string =>
      /^\[(.*)\]:\d+$/.exec(entry)?.[1] ?? /^(\d+\.\S+):\d+$/.exec(entry)?.[1] ?? entry;
    fc.assert(
      fc.property(fc.array(hop, { maxLength: 6 }), (hops) => {
        const header = hops.join(',');
        const client = clientAddress('10.0.0.1', header, PROXIES);
        const known = new BlockList();
        for (const entry of ['10.0.0.1', ...header.split(',').map((one) => addressIn(one.trim()))]) {
          if (isIP(entry) !== 0) known.addAddress(entry, isIP(entry) === 6 ? 'ipv6' : 'ipv4');
        }
        expect([client, known.check(client, isIP(client) === 6 ? 'ipv6' : 'ipv4')]).toEqual([client, true]);
      }),
      { numRuns: 1000 },
    );
  });
});
