import {
  MemoryRates,
  type RateStore,
  RedisRates,
  StoreUnavailableError,
} from '@system-management/challenge-store';
import {
  describeWithRedis,
  nextEvent,
  RedisServer,
  withRelaxedTimeouts,
} from '@system-management/challenge-store/testing';
import { AppError, CommonErrors } from '@system-management/envelope';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitRequest, limitsWith, SHIPPED } from '../../../../test/support/limit-requests.js';
import { ALL_ROWS } from '../../../../test/support/limit-rows.js';
import { openLimits } from '../../../../test/support/rate-stores.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import { type CaptchaLimits, frequent } from './captcha.limits.js';
import type { LimitRequest } from './limit.table.js';

const DAY_MS = 86_400_000;
const request = limitRequest({ recipient: emailRecipient('jane+a@example.com') });
const NOT_EXTRA = { isExtra: false };

/** Every step of the limits. */
const steps = (limits: CaptchaLimits, of: LimitRequest = request) => [
  () => limits.assessMessage(of),
  () => limits.reserveMessage(of, true, { isExtra: true }),
  () => limits.reserveImage(of, 'audio'),
  () => limits.assessAnswer(of),
  () => limits.recordWrongAnswer(of),
  () => limits.recordWrongCode(of),
];

describe('CaptchaLimits', () => {
  it('throws Server with the store’s retryAfter in every method when the counts are unavailable', async () => {
    const down = () => Promise.reject(new StoreUnavailableError('down', 7));
    const rates: RateStore = { assess: down, charge: down, refund: down, close: async () => undefined };
    for (const step of steps(openLimits(rates))) {
      const error: unknown = await step().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ definition: CommonErrors.Server, data: { retryAfter: 7 }, status: 503 });
    }
  });

  it('calls the store once for each method, however many rows it has', async () => {
    const calls: string[] = [];
    const counting = (name: string) => async (charges: readonly unknown[]) => {
      calls.push(name);
      return charges.map(() => 0);
    };
    const rates: RateStore = {
      assess: counting('assess'),
      charge: counting('charge'),
      refund: async () => undefined,
      close: async () => undefined,
    };
    for (const step of steps(openLimits(rates))) await step();
    expect(calls).toEqual(['assess', 'charge', 'charge', 'assess', 'charge', 'charge']);
  });

  it('passes the request’s deadline to the store', async () => {
    const deadlines: unknown[] = [];
    const step: RateStore['charge'] = async (charges, deadline) => {
      deadlines.push(deadline);
      return charges.map(() => 0);
    };
    const rates: RateStore = {
      assess: step,
      charge: step,
      refund: async () => undefined,
      close: async () => undefined,
    };
    const deadline = { begin: () => 1, end: () => undefined } as never;
    for (const one of steps(openLimits(rates), { ...request, deadline })) await one();
    expect(new Set(deadlines)).toEqual(new Set([deadline]));
  });

  it('reads the limits of all tenants for every request, so that an edited file applies at once', async () => {
    const rates = new MemoryRates({ now: () => 0 });
    const global = { recipientPerDay: 10 };
    const limits = openLimits(rates, { global });
    await limits.reserveMessage(request, false, NOT_EXTRA);
    expect((await limits.assessMessage(request)).isExtra).toBe(false);
    global.recipientPerDay = 1;
    expect((await limits.assessMessage(request)).isExtra).toBe(true);
    await rates.close();
  });
});

describe('frequent()', () => {
  it.each([
    [1, 1],
    [1000, 1],
    [1001, 2],
    [600_000, 600],
  ])('rounds %i ms up to %i whole seconds', (waitMs, retryAfter) => {
    const error = frequent(waitMs);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ definition: CommonErrors.Frequent, data: { retryAfter }, status: 429 });
  });
});

describeWithRedis('CaptchaLimits in Redis', () => {
  withRelaxedTimeouts();
  let server: RedisServer;
  let client: Redis;
  beforeAll(async () => {
    server = await RedisServer.start();
    client = new Redis(server.url);
    await nextEvent(client, 'ready');
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  it('expires every key within a day, and stores no recipient, address or tenant in clear', async () => {
    const limits = openLimits(new RedisRates(client));
    const numbers = limitsWith({ withImage: { every: 86_400 } }, SHIPPED.limits);
    const phone = limitRequest({
      recipient: phoneRecipient('+8613800138000', 'CN'),
      ip: '2001:db8::1',
      tenant: 'acme',
      limits: numbers,
    });
    // Numbers of a minute expire within it, on a busy machine before the last round.
    const names = new Set<string | undefined>();
    for (let i = 0; i < 50; i++) {
      const all = [request, phone].flatMap((of) =>
        steps(limits, of).map((step) => step() as Promise<unknown>),
      );
      await Promise.allSettled(all);
      for (const key of await client.keys('*')) names.add(key.split(':')[1]);
    }
    expect(names).toEqual(new Set(ALL_ROWS.map(({ name }) => name)));
    const keys = await client.keys('*');
    for (const key of keys) {
      expect(key).toMatch(/^vr:[a-z-]+:[\w-]{43}(:[\w-]{43})?$/);
      const ttl = await client.pttl(key);
      // Expired since it was listed.
      if (ttl === -2) continue;
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(DAY_MS);
    }
    expect(keys.join('\n')).not.toMatch(/138|example|192\.0|2001|acme|default/);
  });
});
