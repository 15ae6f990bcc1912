import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.js';
import { trustedProxies } from './trusted-proxies.js';

describe('trustedProxies()', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', '11.0.0.0'],
    ['10.1.2.3', '10.1.2.3', '10.1.2.4'],
    ['10.1.2.3/32', '10.1.2.3', '10.1.2.2'],
    ['172.16.0.0/12', '172.31.255.255', '172.32.0.0'],
    ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::1'],
    ['2001:db8::1', '2001:db8::1', '2001:db8::2'],
    ['2001:db8::/127', '2001:db8::1', '2001:db8::2'],
    ['::1/128', '::1', '::2'],
  ])('trusts, for %s, %s and not %s', (cidr, inside, outside) => {
    const proxies = trustedProxies([cidr]);
    expect(clientAddress(inside, '203.0.113.9', proxies)).toBe('203.0.113.9');
    expect(clientAddress(outside, '203.0.113.9', proxies)).toBe(outside);
  });

  it('keeps address families apart', () => {
    const ofIpv4 = trustedProxies(['198.0.0.0/8']);
    expect(clientAddress('198.51.100.1', '203.0.113.9', ofIpv4)).toBe('203.0.113.9');
    expect(clientAddress('2001:db8::1', '203.0.113.9', ofIpv4)).toBe('2001:db8::1');
    const ofIpv6 = trustedProxies(['2001::/16']);
    expect(clientAddress('2001:db8::1', '203.0.113.9', ofIpv6)).toBe('203.0.113.9');
    expect(clientAddress('198.51.100.1', '203.0.113.9', ofIpv6)).toBe('198.51.100.1');
  });

  it.each([
    ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '240.0.0.0/4'],
    ...['8.0.0.0/8', '2600::/16', 'fc00::/7', 'fe80::/10', '::ffff:10.0.0.0/104'],
  ])('accepts a private network of any size, and a public one up to IPv4 /8 and IPv6 /16: %s', (cidr) => {
    expect(trustedProxies([cidr]).rules).toHaveLength(1);
  });

  it.each([
    ...['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '8.0.0.0/7', '::/0', '::/1', '8000::/0', '2000::/3'],
    ...['2600::/15', '::ffff:0:0/96', '::ffff:8.0.0.0/103', '::/80'],
  ])('refuses %s, in which most clients are not proxies', (cidr) => {
    expect(() => trustedProxies(['10.0.0.0/8', cidr])).toThrow(
      `${cidr} covers a large part of the internet, whose clients could then forge X-Forwarded-For`,
    );
  });

  it.each([
    ['10.0.0.1/8', '10.0.0.1'],
    ['172.17.0.1/16', '172.17.0.1'],
    ['192.0.2.1/31', '192.0.2.1'],
    ['2001:db8::1/32', '2001:db8::1'],
    ['::ffff:10.0.0.1/104', '::ffff:10.0.0.1'],
  ])('refuses %s, which may mean one proxy or a network', (cidr, address) => {
    const [, prefix] = cidr.split('/');
    const problem = `${cidr} has address bits beyond /${prefix}: write ${address} for one proxy, or the first address of the network`;
    expect(() => trustedProxies([cidr])).toThrow(new Error(problem));
  });

  it('names every entry that it refuses', () => {
    const refuse = () => trustedProxies(['proxy', '10.0.0.0/8', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.1/8']);
    expect(refuse).toThrow(
      /^not a CIDR: proxy; not a CIDR: 10\.0\.0\.0\/33; 0\.0\.0\.0\/0 .*; 10\.0\.0\.1\/8 [^;]*$/,
    );
  });

  it.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8.0',
    '10.0.0.0/255.0.0.0',
    '10.0.0/8',
    '/8',
    '::/129',
    '2001:db8::/32x',
    ' 10.0.0.0/8',
    '*',
    '10.0.0.0/8/9',
    'fe80::1%eth0/64',
  ])('throws for "%s", and names it', (cidr) => {
    expect(() => trustedProxies(['10.0.0.0/8', cidr])).toThrow(new Error(`not a CIDR: ${cidr}`));
  });
});
