import { describe, expect, it } from 'vitest';
import { eventually } from '../../../../../test/support/wait.js';
import { RedisStore } from '../redis.store.js';
import { redisClients } from '../../testing/redis-clients.js';
import { describeWithRedis, freePort, RedisServer } from '../../testing/redis-server.js';
import { TlsConnector } from './redis.connectors.js';
import { problemOf } from './redis.problems.js';
import { remedyOf } from './redis.remedies.js';

describe('problemOf()', () => {
  const { open } = redisClients();
  const reasonOf = async (url: string, reason: string | RegExp) => {
    const client = open(url);
    return eventually(() => {
      const problem = problemOf(client, new Error('command'));
      expect(problem.reason).toMatch(reason);
      return problem;
    });
  };

  it.each(['redis://', 'redis+cluster://', 'redis+sentinel://'])(
    'names a refused connection (%s)',
    async (scheme) => {
      const port = await freePort();
      const path = scheme.includes('sentinel') ? '/main' : '';
      const { remedy } = await reasonOf(
        `${scheme}127.0.0.1:${port}${path}`,
        `connect ECONNREFUSED 127.0.0.1:${port}`,
      );
      expect(remedy).toBe('check host, port, and that Redis is running');
    },
  );

  it.each(['redis://', 'redis+cluster://', 'redis+sentinel://'])(
    'names an unknown host (%s)',
    async (scheme) => {
      const path = scheme.includes('sentinel') ? '/main' : '';
      const { remedy } = await reasonOf(`${scheme}unknown.invalid${path}`, /ENOTFOUND|EAI_AGAIN/);
      expect(remedy).toContain('check how the host name is spelt');
    },
  );

  it('says that there is no connection yet before the first result', () => {
    expect(problemOf(open('redis://127.0.0.1:1'), new Error('command')).reason).toBe(
      'there is no connection yet',
    );
  });
});

describeWithRedis('problemOf() with Redis', () => {
  const { open, connect } = redisClients();

  it.each(['redis://', 'redis+cluster://'])('names a missing and a wrong password (%s)', async (scheme) => {
    const args = [
      '--requirepass',
      'open-sesame',
      '--cluster-enabled',
      scheme.includes('cluster') ? 'yes' : 'no',
    ];
    const redis = await RedisServer.start({ args });
    try {
      for (const [login, reason, remedy] of [
        ['', /NOAUTH/, 'Redis requires a password'],
        [':wrong@', /WRONGPASS/, 'check user and password in REDIS_URL'],
      ] as const) {
        const client = open(`${scheme}${login}127.0.0.1:${redis.port}`);
        await eventually(() => expect(problemOf(client, undefined).reason).toMatch(reason));
        expect(problemOf(client, undefined).remedy).toContain(remedy);
      }
    } finally {
      await redis.stop();
    }
  });

  it('names the error of a command while the client is connected', async () => {
    const redis = await RedisServer.start();
    try {
      const client = await connect(redis.url);
      expect(problemOf(client, new Error('MOVED 1 127.0.0.1:7000'))).toEqual({
        reason: 'MOVED 1 127.0.0.1:7000',
        remedy: 'this server belongs to a cluster: write redis+cluster instead of redis',
      });
    } finally {
      await redis.stop();
    }
  });

  it('a database number that Redis refuses is a misconfiguration', async () => {
    const redis = await RedisServer.start();
    try {
      await expect(new RedisStore(await connect(`${redis.url}/15`)).check()).resolves.toBeUndefined();
      await expect(new RedisStore(await connect(`${redis.url}/16`)).check()).rejects.toMatchObject({
        name: 'StoreMisconfiguredError',
        message: 'Redis refuses database 16: change the number in REDIS_URL, or allow SELECT.',
      });
    } finally {
      await redis.stop();
    }
  });
});

describe('remedyOf()', () => {
  it('tells a password of the Sentinels from one of Redis', () => {
    expect(remedyOf('failed to connect to sentinel s:26379 because WRONGPASS')).toContain('sentinelPassword');
    expect(remedyOf('WRONGPASS invalid username-password pair')).not.toContain('sentinelPassword');
  });

  it('has a general remedy', () => {
    expect(remedyOf('anything')).toContain('check host, port, user and password');
  });
});

describe('TlsConnector', () => {
  it('survives a second error of its socket', async () => {
    const port = await freePort();
    const connector = new TlsConnector({ host: '127.0.0.1', port, tls: {}, disconnectTimeout: 100 });
    const socket = await connector.connect();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(connector.firstError).toMatchObject({ code: 'ECONNREFUSED' });
    expect(() => socket.emit('error', new Error('alert'))).not.toThrow();
  });

  it('opens no connection for a client that is closed in the same turn', async () => {
    const connector = new TlsConnector({ host: '127.0.0.1', port: 1, tls: {}, disconnectTimeout: 100 });
    const stream = connector.connect();
    connector.disconnect();
    await expect(stream).rejects.toThrow('Connection is closed.');
  });
});
