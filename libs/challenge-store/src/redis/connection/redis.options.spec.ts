import { describe, expect, it } from 'vitest';
import { clusterOptions, redisOptions } from './redis.options.js';
import { parseRedisUrl } from './redis.url.js';

const single = (url: string) => redisOptions(parseRedisUrl(url));
const cluster = (url: string) => clusterOptions(parseRedisUrl(url));
const fails = { connectTimeout: 500, socketTimeout: 2000, maxRetriesPerRequest: 1 };

describe('redisOptions() and clusterOptions()', () => {
  it.each([
    ['redis://r', single('redis://r')],
    ['redis+sentinel://s/main', single('redis+sentinel://s/main')],
  ])('for %s fail fast, queue nothing and resend nothing', (_, options) => {
    expect(options).toMatchObject({
      ...fails,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
    });
  });

  it('for a cluster fail fast, queue nothing and resend nothing', () => {
    const options = cluster('redis+cluster://u:p@a,b');
    expect(options).toMatchObject({ enableOfflineQueue: false, retryDelayOnFailover: 0 });
    expect(options.redisOptions).toMatchObject({
      ...fails,
      username: 'u',
      password: 'p',
      autoResendUnfulfilledCommands: false,
    });
  });

  it('set no command timeout, which is up to the caller', () => {
    expect(single('redis://r')).not.toHaveProperty('commandTimeout');
    expect(cluster('redis+cluster://a').redisOptions).not.toHaveProperty('commandTimeout');
  });

  it('retry connecting without end, at most 500 ms apart', () => {
    const strategies = [
      single('redis://r').retryStrategy,
      single('redis+sentinel://s/main').sentinelRetryStrategy,
      cluster('redis+cluster://a').clusterRetryStrategy,
    ];
    for (const strategy of strategies) {
      expect(strategy?.(1)).toBeLessThan(100);
      expect(strategy?.(1_000_000)).toBe(500);
    }
  });

  it('reconnect after a READONLY error and after no other', () => {
    const { reconnectOnError } = single('redis://r');
    const old = 'ERR Error running script: -READONLY You can’t write against a read only replica.';
    expect(reconnectOnError?.(new Error(old))).toBe(true);
    expect(reconnectOnError?.(new Error('OOM command not allowed'))).toBe(false);
  });

  it('contain address, login, database and TLS', () => {
    expect(single('rediss://u:p@r:1/2')).toMatchObject({
      host: 'r',
      port: 1,
      username: 'u',
      password: 'p',
      db: 2,
      tls: {},
    });
    expect(single('redis://r')).not.toHaveProperty('tls');
  });

  it('contain the sentinels instead of a fixed host', () => {
    const options = single('redis+sentinel://:p@a:1,b:2/main');
    expect(options).toMatchObject({
      sentinels: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      name: 'main',
      password: 'p',
    });
    expect(options).not.toHaveProperty('host');
  });

  it('contain the login of the sentinels, which is not the one of the primary', () => {
    const options = single('redis+sentinel://u:p@a/main?sentinelUsername=s&sentinelPassword=q');
    expect(options).toMatchObject({
      username: 'u',
      password: 'p',
      sentinelUsername: 's',
      sentinelPassword: 'q',
    });
    expect(single('redis+sentinel://u:p@a/main')).not.toHaveProperty('sentinelPassword');
  });

  it('contain TLS for sentinels and primary, or for neither', () => {
    expect(single('rediss+sentinel://a/main')).toMatchObject({
      tls: {},
      sentinelTLS: {},
      enableTLSForSentinelMode: true,
    });
    for (const option of ['tls', 'sentinelTLS', 'enableTLSForSentinelMode']) {
      expect(single('redis+sentinel://a/main')).not.toHaveProperty(option);
    }
  });

  it('contain TLS for each node of a cluster, which is named as in the URL', () => {
    const { redisOptions: node, dnsLookup } = cluster('rediss+cluster://a,b');
    expect(node).toMatchObject({ tls: {} });
    expect(cluster('redis+cluster://a,b').redisOptions).not.toHaveProperty('tls');
    dnsLookup?.('a.example', (_, address) => expect(address).toBe('a.example'));
    expect.assertions(3);
  });
});
