import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isOwnHost } from './own-host.js';

const ANY = '0.0.0.0';

describe('isOwnHost()', () => {
  it.each(['localhost', 'LOCALHOST:3000', 'app.localhost:8080', '127.0.0.1:3000', '127.9.8.7', '[::1]:3000'])(
    'accepts a loopback name or address with any port: %s',
    (host) => {
      expect(isOwnHost(host, ANY, '192.0.2.7')).toBe(true);
    },
  );

  it('accepts the HOST setting and the name of the machine, in capitals, too', () => {
    expect(isOwnHost('Dev-Box.test:3000', 'dev-box.TEST')).toBe(true);
    expect(isOwnHost('[2001:db8:0:0::1]:3000', '2001:db8::1')).toBe(true);
    expect(isOwnHost(`${hostname().toUpperCase()}:3000`, ANY)).toBe(true);
  });

  it.each([
    ['192.0.2.7:3000', '192.0.2.7'],
    ['192.0.2.7:3000', '::ffff:192.0.2.7'],
    ['[2001:db8::1:0:0:7]:3000', '2001:db8:0:0:1::7'],
    ['[fe80::1]:3000', 'fe80::1%eth0'],
  ])('accepts %s on a connection that arrived at %s', (host, localAddress) => {
    expect(isOwnHost(host, ANY, localAddress)).toBe(true);
  });

  it.each([
    undefined,
    '',
    ':3000',
    'evil.test',
    'evil.test:3000',
    'localhost.evil.test',
    'evillocalhost',
    '127.0.0.1.evil.test',
    '127.evil.test',
    'evil.test:127.0.0.1',
    'evil.test@127.0.0.1',
    '127.0.0.1@evil.test',
    'localhost, evil.test',
    'localhost/evil.test',
    '192.0.2.8:3000',
    '[2001:db8::8]:3000',
    '[::1',
    '[evil.test]',
  ])('refuses every other value: %s', (host) => {
    expect(isOwnHost(host, 'dev-box.test', '192.0.2.7')).toBe(false);
  });
});
