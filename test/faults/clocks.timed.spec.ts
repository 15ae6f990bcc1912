import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  advanceRedisTime,
  describeWithRedis,
  RedisServer,
  runCommand,
} from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { tenantsFile } from '../attack/support/attack-app.js';
import { CODE, type IssueData } from '../attack/support/requests.js';
import { ServiceProcess } from '../support/service-process.js';
import { CAPTCHA } from '../support/app.js';
import { send } from '../support/send.js';
import { Sinks } from './support/sinks.js';
import { logMetric } from '../support/vitest/profile.js';

const FIVE_MINUTES = 300_000;
/** The shortest life that a policy may give; all but the last six seconds are let pass in Redis at once. */
const LIFETIME_S = 30;
const LEFT_MS = 6000;
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
      [-FIVE_MINUTES, FIVE_MINUTES].map((shift) =>
        ServiceProcess.start({ env: { ...env, CLOCK_SHIFT_MS: String(shift) } }),
      ),
    );
    onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))));
    const post = async (at: number, path: string, body: object) => {
      const t0 = performance.now();
      const { text } = await send(services[at % 2]!.url + path, JSON.stringify(body));
      const { code, data } = JSON.parse(text) as { code: number; data: IssueData };
      return { t0, t1: performance.now(), code, data };
    };
    const people = Array.from({ length: 80 }, (_, i) => ({
      use: 'login',
      type: 'email',
      account: `person${i}@example.com`,
    }));
    const issues = await Promise.all(people.map((wish, i) => post(i, CAPTCHA, wish)));
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set([CODE.ok]));
    const again = await Promise.all(people.map((wish, i) => post(i + 1, CAPTCHA, wish)));
    expect(new Set(again.map(({ code }) => code))).toEqual(new Set([CODE.frequent]));
    const [early, late] = services.map(({ lines }) => auditedAt(lines));
    // Else this would be a test of nothing: they do disagree.
    expect(late! - early!).toBeGreaterThan(1.9 * FIVE_MINUTES);
    const pauses = again.map(({ data }) => data.retryAfter ?? 0);
    await runCommand(redis, (client) => advanceRedisTime(client, LIFETIME_S * 1000 - LEFT_MS));
    let [accepted, refused, off] = [0, 0, 0];
    await Promise.all(
      people.map(async (wish, i) => {
        const issue = issues[i]!;
        // From long before the end of its life to long after.
        await sleep(i * 150);
        const { codeID } = issue.data;
        const code = sinks.newest(wish.account);
        const answer = await post(i + 1, `${CAPTCHA}/verify`, { ...wish, codeID, code });
        if (answer.code === CODE.ok) {
          accepted++;
          if (answer.t0 > issue.t1 + LEFT_MS + SLACK_MS) off++;
        } else {
          expect(answer.code).toBe(CODE.wrong);
          refused++;
          if (answer.t1 < issue.t0 + LEFT_MS - SLACK_MS) off++;
        }
      }),
    );
    expect(off).toBe(0);
    expect(Math.min(accepted, refused)).toBeGreaterThan(10);
    expect(Math.min(...pauses)).toBeGreaterThan(40);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60);
    logMetric(
      `REL-15: clocks ten minutes apart: ${accepted} accepted, ${refused} too late, ${off} off by more than a second`,
    );
  });
});

/** When a service says that it first did something. */
function auditedAt(lines: readonly string[]): number {
  const line = lines.find((one) => one.includes('"msg":"audit"')) ?? '{}';
  return Date.parse((JSON.parse(line) as { at: string }).at);
}
