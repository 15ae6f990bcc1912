import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  advanceRedisTime,
  describeWithRedis,
  RedisServer,
  runCommand,
} from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { CODE, type IssueData } from '../support/requests.js';
import { ServiceProcess } from '../support/service-process.js';
import { CAPTCHA } from '../support/app.js';
import { send } from '../support/send.js';
import { unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import { Sinks } from './support/sinks.js';
import { logMetric } from '../support/vitest/profile.js';

const FIVE_MINUTES = 300_000;
/** The shortest lifetime that a policy allows. Redis' clock skips all but its last {@link LEFT_MS}. */
const LIFETIME_S = 30;
const LEFT_MS = 6000;
/** Tolerance for an accept near the end of the lifetime, in milliseconds. */
const SLACK_MS = 1000;

const clock = fileURLToPath(new URL('support/shifted-clock.mjs', import.meta.url));

describeWithRedis('REL-15: two instances with wall clocks ten minutes apart', () => {
  it('REL-15: apply the same code lifetime and the same resend gap, because both read the clock of the store', async () => {
    const redis = await RedisServer.start();
    onTestFinished(() => redis.stop());
    const sinks = await Sinks.start();
    onTestFinished(() => sinks.stop());
    const tenants = await writeTenantsFile(
      unlimitedTenants({
        policy: { email: { lifetime: LIFETIME_S } },
        limits: { recipient: { gap: 60, perHour: 1000, perDay: 1000 } },
      }),
    );
    onTestFinished(() => tenants.remove());
    const env = {
      ...sinks.env,
      ...tenants.env,
      REDIS_URL: redis.url,
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
    const requests = Array.from({ length: 80 }, (_, i) => ({
      use: 'login',
      type: 'email',
      account: `person${i}@example.com`,
    }));
    const issues = await Promise.all(requests.map((body, i) => post(i, CAPTCHA, body)));
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set([CODE.ok]));
    // Within the gap another purpose is refused: it has no code to repeat.
    const others = requests.map((body) => ({ ...body, use: 'register' }));
    const again = await Promise.all(others.map((body, i) => post(i + 1, CAPTCHA, body)));
    expect(new Set(again.map(({ code }) => code))).toEqual(new Set([CODE.frequent]));
    const [early, late] = services.map(({ lines }) => firstAuditAt(lines));
    // Precondition: the clocks do differ.
    expect(late! - early!).toBeGreaterThan(1.9 * FIVE_MINUTES);
    const gaps = again.map(({ data }) => data.retryAfter ?? 0);
    await runCommand(redis, (client) => advanceRedisTime(client, LIFETIME_S * 1000 - LEFT_MS));
    let [accepted, refused, off] = [0, 0, 0];
    await Promise.all(
      requests.map(async (body, i) => {
        const issue = issues[i]!;
        // Answers are spread from well before the end of the lifetime to well after it.
        await sleep(i * 150);
        const { codeID } = issue.data;
        const code = sinks.newest(body.account);
        const response = await post(i + 1, `${CAPTCHA}/verify`, { ...body, codeID, code });
        if (response.code === CODE.ok) {
          accepted++;
          if (response.t0 > issue.t1 + LEFT_MS + SLACK_MS) off++;
        } else {
          expect(response.code).toBe(CODE.wrong);
          refused++;
          if (response.t1 < issue.t0 + LEFT_MS - SLACK_MS) off++;
        }
      }),
    );
    expect(off).toBe(0);
    expect(Math.min(accepted, refused)).toBeGreaterThan(10);
    expect(Math.min(...gaps)).toBeGreaterThan(40);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60);
    logMetric(
      `REL-15: clocks ten minutes apart: ${accepted} accepted, ${refused} too late, ${off} off by more than a second`,
    );
  });
});

/** Time of a service's first audit entry, by its own wall clock, in milliseconds. */
function firstAuditAt(lines: readonly string[]): number {
  const line = lines.find((one) => one.includes('"msg":"audit"')) ?? '{}';
  return Date.parse((JSON.parse(line) as { at: string }).at);
}
