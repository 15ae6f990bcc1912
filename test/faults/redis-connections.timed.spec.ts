import { closeRedis, openRedis, problemOf, RedisRates, RedisStore } from '@system-management/challenge-store';
import {
  attemptOf,
  challengeOf,
  describeWithRedis,
  newName,
  RedisCluster,
  RedisSentinel,
  RedisServer,
  type RedisTls,
  runCommand,
} from '@system-management/challenge-store/testing';
import { testCertificate, type TestCertificate } from '@system-management/messaging/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../support/wait.js';

// Special characters, which are percent-encoded in the URL.
const PASSWORD = 'da:ta@/?#%+&=';
const SENTINEL_PASSWORD = 'sen:tinel@/?#%+&=';

type Client = ReturnType<typeof openRedis>;

const open = (url: string): Client => {
  const client = openRedis(url);
  onTestFinished(() => closeRedis(client));
  return client;
};

const started = <Server extends { stop(): Promise<void> }>(server: Server): Server => {
  onTestFinished(() => server.stop());
  return server;
};

/** Stores and verifies challenges of several accounts, in several slots of a cluster, and counts. */
async function expectServing(client: Client): Promise<void> {
  const store = new RedisStore(client);
  await eventually(() => store.check());
  for (let account = 0; account < 8; account++) {
    const [id, tag] = [newName(), newName()];
    await store.put(challengeOf(id, tag));
    expect(await store.attempt(attemptOf(id, tag, 'wrong'))).toBe('mismatch');
    expect(await store.attempt(attemptOf(id, tag, 'right'))).toBe('accepted');
    const rate = { key: newName(), count: 1, windowMs: 60_000, owner: 'tenant' };
    const rates = new RedisRates(client);
    expect(await rates.charge([rate])).toEqual([0]);
    expect((await rates.charge([rate]))[0]).toBeGreaterThan(50_000);
  }
}

/** Resolves when the client's last connection error is this one, and `check()` says what to do. */
async function expectProblem(url: string, reason: string | RegExp, remedy: string): Promise<void> {
  const client = open(url);
  const problem = await eventually(() => {
    const current = problemOf(client, undefined);
    expect(current.reason).toMatch(reason);
    return current;
  });
  expect(problem.remedy).toContain(remedy);
  const check = new RedisStore(client).check();
  await expect(check).rejects.toThrow(`Redis is unreachable: ${problem.reason}; ${problem.remedy}`);
  await expect(check).rejects.not.toThrow(PASSWORD);
}

describeWithRedis('openRedis(): TLS and passwords', () => {
  const certificates: TestCertificate[] = [];
  let authority: TestCertificate;
  let stranger: TestCertificate;
  /** Valid for localhost and 127.0.0.1. */
  let tls: RedisTls;
  /** Valid for localhost only. */
  let namedTls: RedisTls;
  const create = async (options: Parameters<typeof testCertificate>[0] = {}): Promise<TestCertificate> => {
    const certificate = await testCertificate(options);
    certificates.push(certificate);
    return certificate;
  };
  const signed = async (names: readonly string[]): Promise<RedisTls> => {
    const { cert, key } = await create({ issuer: authority, names });
    return { cert, key, ca: authority.cert };
  };

  beforeAll(async () => {
    authority = await create();
    stranger = await create();
    tls = await signed(['localhost', '127.0.0.1']);
    namedTls = await signed(['localhost']);
  });
  afterAll(() => Promise.all(certificates.map((certificate) => certificate.remove())));

  it('rediss:// serves over TLS with a password', async () => {
    const redis = started(await RedisServer.start({ tls, password: PASSWORD }));
    await expectServing(open(redis.url));
  });

  it('redis+sentinel:// serves with one password for the Sentinels and another for the data nodes', async () => {
    const passwords = { password: PASSWORD, sentinelPassword: SENTINEL_PASSWORD };
    const group = started(await RedisSentinel.start(passwords));
    await expectServing(open(group.url));
  });

  it('redis+sentinel:// logs in to the Sentinels with a user of their own', async () => {
    const group = started(await RedisSentinel.start({ sentinelPassword: SENTINEL_PASSWORD }));
    const rights = ['+subscribe', '+sentinel|get-master-addr-by-name', '+sentinel|sentinels', 'allchannels'];
    const user = ['captcha', 'on', '>word', '-@all', ...rights];
    await runCommand(group.sentinel, (redis) => redis.acl('SETUSER', ...(user as [string])));
    const url = `redis+sentinel://127.0.0.1:${group.sentinel.port}/main`;
    await expectServing(open(`${url}?sentinelUsername=captcha&sentinelPassword=word`));
  });

  it('rediss+sentinel:// serves over TLS, also after a failover', async () => {
    const passwords = { password: PASSWORD, sentinelPassword: SENTINEL_PASSWORD };
    const group = started(await RedisSentinel.start({ tls, ...passwords }));
    const client = open(group.url);
    await expectServing(client);
    await group.primary.kill();
    await group.waitForPromotion();
    // The client reconnects when the failover is announced, possibly during a call.
    await eventually(() => expectServing(client));
  });

  it('rediss+cluster:// serves over TLS with a password', async () => {
    const cluster = started(await RedisCluster.start({ tls, password: PASSWORD }));
    await expectServing(open(cluster.url));
  });

  it('rediss+cluster:// verifies the names that the nodes announce', async () => {
    const cluster = started(await RedisCluster.start({ tls: namedTls, hostname: 'localhost' }));
    await expectServing(open(cluster.url.replaceAll('127.0.0.1', 'localhost')));
  });

  it('refuses a certificate for another address, also one that only a cluster announces', async () => {
    const redis = started(await RedisServer.start({ tls: namedTls }));
    const mismatch = /does not match certificate's altnames/;
    await expectProblem(redis.url, mismatch, 'the certificate must contain each host of REDIS_URL');
    await expectServing(open(redis.url.replace('127.0.0.1', 'localhost')));
    const cluster = started(await RedisCluster.start({ tls: namedTls }));
    const url = cluster.url.replaceAll('127.0.0.1', 'localhost');
    await expectProblem(url, mismatch, 'each address that Sentinels or cluster nodes announce');
  });

  it('names an untrusted certificate, of a server, a Sentinel or a node, and the option ca', async () => {
    const redis = started(await RedisServer.start({ tls }));
    const group = started(await RedisSentinel.start({ tls }));
    const cluster = started(await RedisCluster.start({ tls }));
    const other = `ca=${stranger.path}`;
    const remedy = 'add ?ca=FILE to REDIS_URL';
    for (const { url } of [redis, cluster]) {
      await expectProblem(url.replace(/\?ca=.*/, ''), /^self-signed certificate/, remedy);
      await expectProblem(url.replace(/ca=.*/, other), /certificate/, remedy);
    }
    await expectProblem(group.url.replace(/\?ca=.*/, ''), /^Sentinel .*: self-signed certificate/, remedy);
    await expectProblem(group.url.replace(/ca=.*/, other), /^Sentinel .*certificate/, remedy);
  });

  it('names a missing or wrong password of the Sentinels, and the options', async () => {
    const passwords = { password: PASSWORD, sentinelPassword: SENTINEL_PASSWORD };
    for (const group of [
      started(await RedisSentinel.start(passwords)),
      started(await RedisSentinel.start({ tls, ...passwords })),
    ]) {
      const wrong = group.url.replace(/sentinelPassword=[^&]*/, 'sentinelPassword=wrong');
      await expectProblem(wrong, /WRONGPASS/, 'check sentinelPassword and sentinelUsername in REDIS_URL');
      const missing = group.url.replace(/sentinelPassword=[^&]*&?/, '');
      await expectProblem(missing, /NOAUTH/, 'add ?sentinelPassword= to REDIS_URL');
      const data = group.url.replace(/\/\/:[^@]*@/, '//:wrong@');
      await expectProblem(data, /WRONGPASS/, 'check user and password in REDIS_URL');
      const name = group.url.replace('/main', '/other');
      await expectProblem(name, /No such master/, 'write the name of `sentinel monitor`');
    }
  });

  it('names a scheme that does not fit the server', async () => {
    const redis = started(await RedisServer.start());
    const { port } = redis;
    const secure = started(await RedisServer.start({ tls }));
    await expectProblem(`rediss://127.0.0.1:${port}`, /ETIMEDOUT/, 'that rediss:// names a TLS port');
    await expectProblem(`redis://127.0.0.1:${secure.port}`, /closed|RESET/, 'with TLS write rediss');
    await expectProblem(`redis+cluster://127.0.0.1:${port}`, /cluster support disabled/, 'is not a cluster');
    await expectProblem(
      `redis+sentinel://127.0.0.1:${port}/main`,
      /unknown command/,
      'this is not a Sentinel',
    );
  });
});
