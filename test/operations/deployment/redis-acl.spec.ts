import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { closeRedis, openRedis } from '@system-management/challenge-store';
import { describeWithRedis, nextEvent, RedisServer } from '@system-management/challenge-store/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { PasswordsModule } from '../../support/example/passwords.module.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../../support/app.js';

const PASSWORD = randomBytes(16).toString('hex');
const key = (): string => randomBytes(32).toString('base64');

/** Granted commands that a single server does not receive: those for clusters, databases and the end of a connection. */
const UNUSED_HERE = ['cluster|slots', 'cluster|info', 'select', 'quit', 'eval'];

describeWithRedis('deploy/redis/captcha.acl', () => {
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
  /** Uses every store operation: each type, right and wrong answers, redeeming a ticket, readiness. */
  const useEveryOperation = async (app: TestApp): Promise<void> => {
    for (const [type, account] of [
      ['image', ''],
      ['email', 'jane@example.com'],
      ['phone', '+8613800138000'],
    ] as const) {
      const request = { use: 'forgetPwd', type, account };
      const issued = await app.post(CAPTCHA, request);
      expect(issued.body.code, type).toBe(0);
      const { codeID } = issued.body.data;
      const { code } = await app.delivered(codeID);
      const answer = { ...request, codeID, code };
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

  it('grants exactly the commands that the service uses, with one key and during a rotation', async () => {
    const admin = new Redis(redis.url);
    // No other client may send commands until MONITOR is active: ioredis would take their lines for its own replies.
    await nextEvent(admin, 'ready');
    const monitor = await admin.monitor();
    const used = new Set<string>();
    monitor.on('monitor', (_time: string, [command = '']: string[]) => used.add(command.toLowerCase()));
    onTestFinished(() => {
      monitor.disconnect();
      admin.disconnect();
    });

    await useEveryOperation(await start({ SECRET_KEYS: `k1:${key()}` }));
    await useEveryOperation(await start({ SECRET_KEYS: `k2:${key()},k1:${key()}` }));
    // A failed delivery releases its reservation and removes the challenge.
    const failing = await start({ MAIL_DSN: 'smtp://127.0.0.1:1?from=a@b.example' });
    const failed = await failing.post(CAPTCHA, { use: 'login', type: 'email', account: 'joe@example.com' });
    expect(failed.body.code).toBe(1000100);

    const granted = rules.filter((rule) => rule.startsWith('+')).map((rule) => rule.slice(1));
    const free = ['auth', 'monitor', 'hello'];
    expect([...used].filter((command) => !free.includes(command) && !granted.includes(command))).toEqual([]);
    expect(granted.filter((command) => !used.has(command) && !UNUSED_HERE.includes(command))).toEqual([]);
  });

  it('denies access to other keys', async () => {
    const client = openRedis(redis.url.replace('//', `//captcha:${PASSWORD}@`));
    onTestFinished(() => closeRedis(client));
    await new Promise((resolve) => client.once('ready', resolve));
    await expect(client.get('somebody')).rejects.toThrow(/NOPERM/);
    await expect(client.keys('*')).rejects.toThrow(/NOPERM/);
    await expect(client.config('GET', '*')).rejects.toThrow(/NOPERM/);
  });
});
