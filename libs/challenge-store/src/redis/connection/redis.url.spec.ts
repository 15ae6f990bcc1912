import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { RedisUrlError } from '../redis.failures.js';
import { formatRedisAddress, parseRedisUrl } from './redis.url.js';

const node = (host: string, port: number) => ({ host, port });

const folder = mkdtempSync(join(tmpdir(), 'redis-url-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [pem = ''] = rootCertificates;
/** A plus in a path stays a plus. */
const CA = join(folder, 'ca+1.pem');
writeFileSync(CA, pem);
const NO_PEM = join(folder, 'no.pem');
writeFileSync(NO_PEM, 'hunter2');

describe('parseRedisUrl()', () => {
  it.each([
    ['redis://localhost', { mode: 'single', nodes: [node('localhost', 6379)], tls: false }],
    ['REDIS://localhost/', { mode: 'single', nodes: [node('localhost', 6379)], tls: false }],
    ['redis://[::1]:7000/3', { mode: 'single', nodes: [node('::1', 7000)], tls: false, db: 3 }],
    ['redis://:word@r', { mode: 'single', nodes: [node('r', 6379)], tls: false, password: 'word' }],
    [
      'redis://user:a%40b%2Fc:d+e%3F@r:1/0',
      { mode: 'single', nodes: [node('r', 1)], tls: false, username: 'user', password: 'a@b/c:d+e?', db: 0 },
    ],
    [
      `rediss://r.example:6380?ca=${CA}`,
      { mode: 'single', nodes: [node('r.example', 6380)], tls: true, ca: pem },
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
      `rediss+cluster://a,[2001:db8::1],b:7002?ca=${CA}`,
      {
        mode: 'cluster',
        nodes: [node('a', 6379), node('2001:db8::1', 6379), node('b', 7002)],
        tls: true,
        ca: pem,
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
    [
      'redis+sentinel://[::1],b:1/main/2?sentinelPassword=x%26y%3D+=',
      {
        mode: 'sentinel',
        nodes: [node('::1', 26379), node('b', 1)],
        tls: false,
        name: 'main',
        db: 2,
        sentinelPassword: 'x&y=+=',
      },
    ],
    [
      `rediss+sentinel://u:p@a/main?sentinelUsername=s&sentinelPassword=q&ca=${CA}`,
      {
        mode: 'sentinel',
        nodes: [node('a', 26379)],
        tls: true,
        username: 'u',
        password: 'p',
        name: 'main',
        sentinelUsername: 's',
        sentinelPassword: 'q',
        ca: pem,
      },
    ],
  ])('parses %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    ['', 'write redis://host:6379'],
    ['http://hunter2@r', 'and rediss instead of redis for TLS'],
    ['constructor://hunter2', 'write redis://host:6379'],
    ['redis+clusters://:hunter2@r', 'redis+cluster://host:6379,host:6379'],
    ['redis-sentinel://:hunter2@r/main', 'redis+sentinel://host:26379,host:26379/name'],
    ['redis://', 'host 1 must be host:port'],
    ['redis://:hunter2@', 'host 1 must be host:port'],
    ['redis://:hunter2@r:0', 'host 1 must be host:port, the port from 1 to 65535'],
    ['redis://:hunter2@r:65536', 'the port from 1 to 65535'],
    ['redis://:hunter2@r:x', 'the port from 1 to 65535'],
    ['redis://hunter2:6379x', 'host 1 must be host:port'],
    ['redis://:hunter2@::1', 'an IPv6 address in brackets'],
    ['redis+cluster://:hunter2@[::1:7000', 'an IPv6 address in brackets'],
    ['redis+cluster://:hunter2@a,[b]', 'host 2 must be host:port'],
    ['redis+cluster://:hunter2@a:1,', 'host 2 must be host:port'],
    ['redis://:hun/ter2@r', 'percent-encode'],
    ['redis://:hun?ter2@r', 'percent-encode'],
    ['redis://:hun#ter2@r', 'percent-encode'],
    ['redis://user:12?hunter2@r', 'option 1 after the ? is unknown: the options are ca, sentinelPassword'],
    ['redis://:hun%ter2@r', 'write a % in the user or the password as %25'],
    ['redis://hunter2@r', 'a user needs a password'],
    ['redis://:hunter2@a,b', 'take one host; for more use the schemes with +cluster or +sentinel'],
    ['redis://:hunter2@r/zero', 'a database number'],
    ['redis+cluster://:hunter2@r/1', 'a cluster has no database number'],
    ['redis+sentinel://:hunter2@r', 'name the primary as the sentinels do'],
    ['redis+sentinel://:hunter2@r/main/one', 'redis+sentinel://host:26379/mymaster/0'],
    ['redis+sentinel://:hunter2@r/main/0/1', 'a database number'],
    ['redis://:hunter2@r?ca=x', '?ca= is for TLS: write rediss instead of redis'],
    ['rediss://:hunter2@r?tls=no', 'option 1 after the ? is unknown: the options are ca, '],
    ['rediss://:hunter2@r?ca=/no/such/file', 'the file of ?ca= cannot be read'],
    [`rediss://:hunter2@r?ca=${NO_PEM}`, 'the file of ?ca= is not a certificate in PEM format'],
    ['rediss://:hunter2@r?ca', 'the option ca is empty'],
    ['rediss://r?ca=hunter2&ca=hunter2', 'the option ca is given twice'],
    [
      'redis+sentinel://r/m?sentinelpassword=hunter2',
      'option 1 after the ? is unknown: the options are ca, sentinelPassword, sentinelUsername',
    ],
    ['redis+sentinel://r/m?sentinelUsername=a&password=hunter2', 'option 2 after the ? is unknown'],
    ['rediss://r?cafile=hunter2', 'option 1 after the ? is unknown'],
    ['redis+sentinel://r/m?sentinelPassword=', 'the option sentinelPassword is empty'],
    ['redis+sentinel://r/m?sentinelPassword=hunter2%', 'a % in the option sentinelPassword as %25'],
    ['redis+sentinel://r/m?sentinelUsername=hunter2', 'sentinelUsername needs a sentinelPassword'],
    [
      'redis://r?sentinelPassword=hunter2',
      'sentinelPassword and sentinelUsername are for the schemes with +sentinel',
    ],
    ['redis+cluster://r?sentinelPassword=hunter2', 'are for the schemes with +sentinel'],
  ])('rejects %j with the remedy and without the password', (url, remedy) => {
    const parse = () => parseRedisUrl(url);
    expect(parse).toThrow(RedisUrlError);
    expect(parse).toThrow(remedy);
    expect(parse).not.toThrow(/hun|ter2/);
  });
});

describe('formatRedisAddress()', () => {
  it.each([
    ['redis://u:hunter2@r/3', 'redis://r:6379/3'],
    ['redis+cluster://:hunter2@a,[::1]:7000', 'redis+cluster://a:6379,[::1]:7000'],
    [
      `rediss+sentinel://:hunter2@a,b/main?sentinelPassword=hunter2&ca=${CA}`,
      'rediss+sentinel://a:26379,b:26379/main',
    ],
  ])('shows no secret of %s', (url, text) => {
    expect(formatRedisAddress(parseRedisUrl(url))).toBe(text);
  });
});
