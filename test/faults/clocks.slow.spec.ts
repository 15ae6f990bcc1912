import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { tenantsFile } from '../attack/support/attack-app.js';
import { figure } from '../attack/support/on-both-stores.js';
import { CODE, type IssueData } from '../attack/support/requests.js';
import { Service } from '../operations/support/service.js';
import { CAPTCHA } from '../support/app.js';
import { Sinks } from './support/sinks.js';

const FIVE_MINUTES = 300_000;
const LIFETIME_S = 2;
/** Milliseconds by which an accept may be off. */
const SLACK_MS = 1000;

const clock = fileURLToPath(new URL('support/shifted-clock.mjs', import.meta.url));

describeWithRedis('Two instances whose wall clocks are ten minutes apart', () => {
  it('REL-15: agree on the life of a code and on every pause, because time is the store’s', async () => {
    const redis = await RedisServer.start();
    onTestFinished(() => redis.stop());
    const sinks = await Sinks.start();
    onTestFinished(() => sinks.stop());
    const folder = await mkdtemp(join(tmpdir(), 'clocks-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const env = {
      ...sinks.env,
      REDIS_URL: redis.url,
      TENANTS_FILE: await tenantsFile(folder, {
        policy: { email: { lifetime: LIFETIME_S } },
        limits: { recipient: { gap: 60, perHour: 1000, perDay: 1000 } },
      }),
      SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      NODE_OPTIONS: `--import ${clock}`,
    };
    const services = await Promise.all(
      [-FIVE_MINUTES, FIVE_MINUTES].map((shift) => Service.start({ ...env, CLOCK_SHIFT_MS: String(shift) })),
    );
    onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))));
    const post = async (at: number, path: string, body: object) => {
      const t0 = performance.now();
      const answer = await fetch(services[at % 2]!.url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { code, data } = (await answer.json()) as { code: number; data: IssueData };
      return { t0, t1: performance.now(), code, data, date: Date.parse(answer.headers.get('date') ?? '') };
    };
    const clocks = await Promise.all([0, 1].map((at) => post(at, CAPTCHA, {})));
    // Else this would be a test of nothing: they do disagree.
    expect(clocks[1]!.date - clocks[0]!.date).toBeGreaterThan(1.9 * FIVE_MINUTES);

    let [accepted, refused, off] = [0, 0, 0];
    const pauses: number[] = [];
    await Promise.all(
      Array.from({ length: 80 }, async (_, i) => {
        const wish = { use: 'login', type: 'email', account: `person${i}@example.com` };
        const issue = await post(i, CAPTCHA, wish);
        expect(issue.code).toBe(CODE.ok);
        const pause = await post(i + 1, CAPTCHA, wish);
        expect(pause.code).toBe(CODE.frequent);
        pauses.push(pause.data.retryAfter ?? 0);
        // From long before the end of its life to long after.
        await sleep(i * 50);
        const answer = await post(i + 1, `${CAPTCHA}/verify`, {
          ...wish,
          codeID: issue.data.codeID,
          code: sinks.newest(wish.account),
        });
        const end = LIFETIME_S * 1000;
        if (answer.code === CODE.ok) {
          accepted++;
          if (answer.t0 > issue.t1 + end + SLACK_MS) off++;
        } else {
          expect(answer.code).toBe(CODE.wrong);
          refused++;
          if (answer.t1 < issue.t0 + end - SLACK_MS) off++;
        }
      }),
    );
    expect(off).toBe(0);
    expect(Math.min(accepted, refused)).toBeGreaterThan(10);
    expect(Math.min(...pauses)).toBeGreaterThan(40);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60);
    figure(
      `REL-15: clocks ten minutes apart: ${accepted} accepted, ${refused} too late, ${off} off by more than a second`,
    );
  }, 60_000);
});
