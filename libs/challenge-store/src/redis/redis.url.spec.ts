import { describe, expect, it } from 'vitest';
import { parseRedisUrl, RedisUrlError } from './redis.url.js';

const node = (host: string, port: number) => ({ host, port });

describe('parseRedisUrl()', () => {
  it.each([
    ['redis://localhost', { mode: 'single', nodes: [node('localhost', 6379)], tls: false }],
    ['redis://[::1]:7000/3', { mode: 'single', nodes: [node('::1', 7000)], tls: false, db: 3 }],
    ['redis://:word@r', { mode: 'single', nodes: [node('r', 6379)], tls: false, password: 'word' }],
    [
      'redis://user:a%40b%2Fc:d@r:1/0',
      { mode: 'single', nodes: [node('r', 1)], tls: false, username: 'user', password: 'a@b/c:d', db: 0 },
    ],
    [
      'rediss://r.example:6380?ca=/etc/ca.pem',
      { mode: 'single', nodes: [node('r.example', 6380)], tls: true, ca: '/etc/ca.pem' },
    ],
    [
      'redis+cluster://u:p@a:7000,b,[::1]:7002',
      {
        mode: 'cluster',
        nodes: [node('a', 7000), node('b', 6379), node('::1', 7002)],
        tls: false,
        username: 'u',
        password: 'p',
      },
    ],
    [
      'redis+sentinel://:p@a:26379,b/main-1.x',
      {
        mode: 'sentinel',
        nodes: [node('a', 26379), node('b', 26379)],
        tls: false,
        password: 'p',
        name: 'main-1.x',
      },
    ],
  ])('parses %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    ['', 'write redis://host:6379'],
    ['http://hunter2@r', 'write redis://host:6379'],
    ['constructor://hunter2', 'write redis://host:6379'],
    ['redis://', 'host 1 must be host:port'],
    ['redis://:hunter2@', 'host 1 must be host:port'],
    ['redis://:hunter2@r:0', 'host 1 must be host:port, the port from 1 to 65535'],
    ['redis://:hunter2@r:65536', 'the port from 1 to 65535'],
    ['redis://:hunter2@r:x', 'the port from 1 to 65535'],
    ['redis+cluster://:hunter2@a:1,', 'host 2 must be host:port'],
    ['redis://:hun/ter2@r', 'percent-encode'],
    ['redis://:hun?ter2@r', 'percent-encode'],
    ['redis://:hun%ter2@r', 'write a % in the user or the password as %25'],
    ['redis://hunter2@r', 'a user needs a password'],
    ['redis://:hunter2@a,b', 'redis:// takes one host; use redis+cluster:// or redis+sentinel://'],
    ['redis://:hunter2@r/zero', 'a database number'],
    ['redis+cluster://:hunter2@r/1', 'a cluster has no database number'],
    ['redis+sentinel://:hunter2@r', 'name the primary as the sentinels do'],
    ['redis://:hunter2@r?ca=x', 'the only option is ?ca=/path/to/ca.pem, with rediss://'],
    ['rediss://:hunter2@r?tls=no', 'the only option is ?ca='],
  ])('rejects %j with the remedy and without the password', (url, remedy) => {
    const parse = () => parseRedisUrl(url);
    expect(parse).toThrow(RedisUrlError);
    expect(parse).toThrow(remedy);
    expect(parse).not.toThrow(/hun|ter2/);
  });
});
