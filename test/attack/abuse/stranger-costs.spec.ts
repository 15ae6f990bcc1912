import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FULL } from '../../support/vitest/profile.js';
import { answersWrong, asks, type Target } from '../support/strangers/activities.js';
import { type DayOptions, type DayReport, simulateDay } from '../support/strangers/day.js';
import { Simulation } from '../support/strangers/simulation.js';
import { Means } from '../support/strangers/stranger.js';
import type { VictimOptions } from '../support/strangers/victim.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../support/time.js';

const TENANTS = ['default', 'b', 'c', 'd'];
const MINUTES = 600_000;
const UNLIMITED = Infinity;
const DAYS = FULL ? 3 : 1;
const HOURS = FULL ? 24 : 4;
const everyHour = { everyMs: HOUR_MS };

const mail = (account: string): Target => ({ type: 'email', account });
const phone = (account: string): Target => ({ type: 'phone', account });

interface AccountAttack
  extends Partial<Pick<VictimOptions, 'durationMs' | 'everyMs'>>, Pick<DayOptions, 'place'> {
  readonly account: Target;
  /** Tenants that the stranger asks. @default 1 */
  readonly tenants?: number;
}

describe('docs/operations.md: what it costs to keep a person without codes', () => {
  let simulation: Simulation;
  let accounts = 0;
  beforeAll(async () => void (simulation = await Simulation.start({ tenants: TENANTS.slice(1) })));
  afterAll(() => simulation.close());

  const newMail = (): Target => mail(`jane${accounts++}@example.com`);
  const newBlock = (): string => `+86138${1000 + accounts++}`;
  const newPhone = (): Target => phone(`${newBlock()}8000`);

  /** A stranger asks for codes to an account, and its owner asks every hour. */
  const attack = (
    title: string,
    means: Means,
    {
      account,
      tenants = 1,
      everyMs = HOUR_MS,
      durationMs = DAY_MS,
      place = 'another network',
    }: AccountAttack,
  ): Promise<DayReport> =>
    simulateDay(simulation, {
      title,
      means,
      activities: TENANTS.slice(0, tenants).map((tenant) => asks(() => account, { tenant })),
      victim: { ...account, everyMs, durationMs },
      place,
    });

  it.each([
    ['e-mail', newMail],
    ['SMS', newPhone],
  ])(
    'one account by %s: 5 networks, 43 images on the first day and 20 on each day after it',
    async (title, account) => {
      const durationMs = DAYS * DAY_MS;
      const report = await attack(title, new Means(5, UNLIMITED), { account: account(), durationMs });
      expect(report).toMatchObject({
        served: 0,
        strangerImages: 43 + 20 * (DAYS - 1),
        messages: 55 + 30 * (DAYS - 1),
      });
    },
    MINUTES,
  );

  it.each([
    [1, 24],
    [2, 21],
    [3, 12],
    [4, 3],
  ])(
    'one account: with %i networks and any number of images %i of 24 codes are left',
    async (networks, served) => {
      const means = new Means(networks, UNLIMITED);
      expect(await attack('networks', means, { account: newMail(), tenants: 4 })).toMatchObject({ served });
    },
    MINUTES,
  );

  it.runIf(FULL).each([
    ['none', new Means(0, 0), 30],
    ['2 networks without images', new Means(2, 0), 20],
    ['1 network', new Means(1, UNLIMITED), 20],
    ['2 networks', new Means(2, UNLIMITED), 10],
    ['3 networks', new Means(3, UNLIMITED), 5],
    ['4 networks', new Means(4, UNLIMITED), 0],
  ] as const)(
    'one account in the long run: %s',
    async (title, means, lastDay) => {
      const report = await attack(title, means, {
        account: newMail(),
        tenants: 4,
        everyMs: 30 * MINUTE_MS,
        durationMs: 8 * DAY_MS,
      });
      expect(report.lastDay).toBe(lastDay);
    },
    MINUTES,
  );

  it(
    'one account, from the network of its owner: 1 address and 13 images, but another network gets codes',
    async () => {
      const means = new Means(1, 13);
      const place = 'the network of the stranger';
      const same = await attack('the same network', means, { account: newMail(), place });
      expect(same).toMatchObject({ served: 0, strangerImages: 13, messages: 20 });
      expect(await attack('another network', means, { account: newMail() })).toMatchObject({ served: 24 });
    },
    MINUTES,
  );

  it(
    'one account whose owner stays in one network: 17 of 24 codes without a stranger, 12 with one without images',
    async () => {
      const place = 'one network';
      const alone = await attack('one network, alone', new Means(0, 0), { account: newMail(), place });
      const attacked = await attack('one network', new Means(3, 0), { account: newMail(), place });
      expect([alone.served, attacked.served]).toEqual([17, 12]);
    },
    MINUTES,
  );

  it(
    'a block of numbers: 5 networks and 80 to 120 images an hour',
    async () => {
      const block = newBlock();
      const others = (i: number): Target => phone(`${block}${String(i % 8000).padStart(4, '0')}`);
      const report = await simulateDay(simulation, {
        title: 'block of numbers',
        means: new Means(5, UNLIMITED),
        activities: [asks(others, { pollMs: MINUTE_MS })],
        victim: { ...phone(`${block}8000`), ...everyHour, durationMs: HOURS * HOUR_MS },
      });
      expect(report.served).toBe(0);
      expect(report.strangerImages / HOURS).toBeGreaterThan(80);
      expect(report.strangerImages / HOURS).toBeLessThan(120);
    },
    MINUTES,
  );

  it(
    'everyone behind one address: 30 messages an hour from it, 20 of them with an image',
    async () => {
      const report = await simulateDay(simulation, {
        title: 'the same address',
        means: new Means(1, UNLIMITED),
        activities: [asks((i) => mail(`stranger${i}@example.com`))],
        victim: { ...newMail(), ...everyHour, durationMs: HOURS * HOUR_MS },
        place: 'the address of the stranger',
      });
      // The burst of the first hour counts twice.
      expect(report).toMatchObject({ served: 0 });
      expect(report.strangerImages).toBeLessThanOrEqual(20 * (HOURS + 2));
    },
    MINUTES,
  );

  it(
    'strong codes instead of normal ones: 1 address, no image',
    async () => {
      const victim = newMail();
      const report = await simulateDay(simulation, {
        title: 'strong codes',
        means: new Means(1, 0),
        activities: [answersWrong(victim)],
        victim: { ...victim, ...everyHour },
      });
      expect(report).toMatchObject({ served: 24, strongCodes: 24, victimImages: 24 });
    },
    MINUTES,
  );
});
