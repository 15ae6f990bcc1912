import { Cluster, type Redis } from 'ioredis';
import type { Deadline } from '../deadline.js';
import { cellOf, type RateCharge, type RateStore } from '../rates.js';
import { withDeadline } from './redis.failures.js';

/** `vr` is short for verification rate. */
const keyOf = (key: string): string => `vr:${key}`;

/**
 * GCRA on Redis' clock, in whole microseconds, for any number of keys. ARGV[1] is -1, 0 or 1 events; then two numbers a
 * key: interval and tolerance. A key expires when its time is no longer ahead of now.
 */
const STEP = `
local amount = tonumber(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local waits = {}
for i, key in ipairs(KEYS) do
  local interval, tolerance = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local base = math.max(now, tonumber(redis.call('GET', key)) or 0)
  local wait = math.max(0, base - now - tolerance)
  if amount < 0 or (amount > 0 and wait == 0) then
    local tat = base + amount * interval
    if tat <= now then
      redis.call('DEL', key)
    else
      redis.call('SET', key, string.format('%.0f', tat), 'PX', string.format('%.0f', math.ceil((tat - now) / 1000)))
    end
  end
  waits[i] = math.ceil(wait / 1000)
end
return waits`;

interface RateCommand {
  /** @param args the keys, the amount, and two numbers a key */
  rateStep(keys: number, ...args: (string | number)[]): Promise<number[]>;
}

/** Counts rates in Redis, for any number of instances. One command a call; in a cluster one a key. */
export class RedisRates implements RateStore {
  private readonly client: (Redis | Cluster) & RateCommand;

  /** @param client shared; this class does not close it, see `closeRedis` */
  constructor(client: Redis | Cluster) {
    client.defineCommand('rateStep', { lua: STEP });
    this.client = client as (Redis | Cluster) & RateCommand;
  }

  async assess(charges: readonly RateCharge[], deadline?: Deadline): Promise<readonly number[]> {
    return this.step(charges, 0, deadline);
  }

  async charge(charges: readonly RateCharge[], deadline?: Deadline): Promise<readonly number[]> {
    if (!(this.client instanceof Cluster)) return this.step(charges, 1, deadline);
    const counted: RateCharge[] = [];
    const steps = charges.map(async (charge) => {
      const [wait = 0] = await this.step([charge], 1, deadline);
      if (wait === 0) counted.push(charge);
      return wait;
    });
    const results = await Promise.allSettled(steps);
    // A node may be lost: what the others have counted is given back.
    if (results.some(({ status }) => status === 'rejected')) void this.refund(counted).catch(() => undefined);
    return Promise.all(steps);
  }

  async refund(charges: readonly RateCharge[]): Promise<void> {
    await this.step(charges, -1);
  }

  async close(): Promise<void> {
    // The client is shared.
  }

  private async step(
    charges: readonly RateCharge[],
    amount: number,
    deadline?: Deadline,
  ): Promise<readonly number[]> {
    if (charges.length === 0) return [];
    const steps = charges.map(({ key, ...rate }) => ({ key: keyOf(key), ...cellOf(rate) }));
    // The keys of one script must be in one slot of a cluster.
    const scripts = this.client instanceof Cluster ? steps.map((step) => [step]) : [steps];
    const waits = scripts.map((some) => {
      const cells = some.flatMap(({ interval, tolerance }) => [interval, tolerance]);
      return this.client.rateStep(some.length, ...some.map(({ key }) => key), amount, ...cells);
    });
    return (await withDeadline(Promise.all(waits), deadline)).flat();
  }
}
