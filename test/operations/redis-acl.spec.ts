import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { closeRedis, openRedis } from '@system-management/challenge-store';
import { describeWithRedis, nextEvent, RedisServer } from '@system-management/challenge-store/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { PasswordsModule } from '../support/example/passwords.module.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';

const PASSWORD = randomBytes(16).toString('hex');
const key = (): string => randomBytes(32).toString('base64');

/** What other topologies ask for, and the end of a connection: nothing of it comes up with one server while it runs. */
const ELSEWHERE = ['cluster|slots', 'cluster|info', 'select', 'quit', 'eval'];

describeWithRedis('The Redis user of deploy/redis/captcha.acl', () => {
  let redis: RedisServer;
  let rules: readonly string[];
  beforeAll(async () => {
    rules = (await readFile('deploy/redis/captcha.acl', 'utf8')).trim().split(' ');
    const user = ['--user', 'captcha', 'on', `>${PASSWORD}`, ...rules];
    redis = await RedisServer.start({ args: ['--save', '', ...user] });
  });
  afterAll(() => redis.stop());

  const start = async (env: Record<string, string>): Promise<TestApp> => {
    const REDIS_URL = redis.url.replace('//', `//captcha:${PASSWORD}@`);
    const app = await TestApp.start({ env: { ...UNLIMITED, REDIS_URL, ...env }, imports: [PasswordsModule] });
    onTestFinished(() => app.close());
    return app;
  };
  /** All that a service asks of its store: each type, right and wrong answers, a ticket that comes back, readiness. */
  const live = async (app: TestApp): Promise<void> => {
    for (const [type, account] of [
      ['image', ''],
      ['email', 'jane@example.com'],
      ['phone', '+8613800138000'],
    ] as const) {
      const wish = { use: 'forgetPwd', type, account };
      const issued = await app.post(CAPTCHA, wish);
      expect(issued.body.code, type).toBe(0);
      const { codeID } = issued.body.data;
      const { code } = await app.delivered(codeID);
      const answer = { ...wish, codeID, code };
      const wrong = (code.startsWith('3') ? '4' : '3') + code.slice(1);
      if (type !== 'image') {
        expect((await app.post(`${CAPTCHA}/verify`, { ...answer, code: wrong })).body.code).toBe(1000005);
      }
      const { body } = await app.post(`${CAPTCHA}/verify`, answer);
      expect(body.code, type).toBe(0);
      if (type === 'image') continue;
      const proof = { ticket: body.data['ticket'], password: 'correct horse' };
      expect((await app.post('/api/v1/system/example/passwords/reset', proof)).body.code, type).toBe(0);
    }
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
  };

  it('lets the service do all it does, with one key and during a rotation, and grants no command beyond', async () => {
    const admin = new Redis(redis.url);
    // Nobody else may speak while it becomes a monitor: ioredis takes what it hears just then for answers to itself.
    await nextEvent(admin, 'ready');
    const monitor = await admin.monitor();
    const used = new Set<string>();
    monitor.on('monitor', (_time: string, [command = '']: string[]) => used.add(command.toLowerCase()));
    onTestFinished(() => {
      monitor.disconnect();
      admin.disconnect();
    });

    await live(await start({ SECRET_KEYS: `k1:${key()}` }));
    await live(await start({ SECRET_KEYS: `k2:${key()},k1:${key()}` }));
    // A delivery that fails takes back what it counted and stored.
    const failing = await start({ MAIL_DSN: 'smtp://127.0.0.1:1?from=a@b.example' });
    const failed = await failing.post(CAPTCHA, { use: 'login', type: 'email', account: 'joe@example.com' });
    expect(failed.body.code).toBe(1000100);

    const granted = rules.filter((rule) => rule.startsWith('+')).map((rule) => rule.slice(1));
    const free = ['auth', 'monitor', 'hello'];
    expect([...used].filter((command) => !free.includes(command) && !granted.includes(command))).toEqual([]);
    expect(granted.filter((command) => !used.has(command) && !ELSEWHERE.includes(command))).toEqual([]);
  });

  it('reads and writes nobody else’s keys', async () => {
    const client = openRedis(redis.url.replace('//', `//captcha:${PASSWORD}@`));
    onTestFinished(() => closeRedis(client));
    await new Promise((resolve) => client.once('ready', resolve));
    await expect(client.get('somebody')).rejects.toThrow(/NOPERM/);
    await expect(client.keys('*')).rejects.toThrow(/NOPERM/);
    await expect(client.config('GET', '*')).rejects.toThrow(/NOPERM/);
  });
});
