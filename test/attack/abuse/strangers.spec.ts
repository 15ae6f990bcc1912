import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { answersUnknown, answersWrong, around, asks, type Target } from '../support/strangers/activities.js';
import { type DayReport, simulateDay } from '../support/strangers/day.js';
import { Simulation } from '../support/strangers/simulation.js';
import { type Activity, Means } from '../support/strangers/stranger.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../support/time.js';

const TENANTS = ['default', ...times(11, (i) => `t${i}`)];
const MINUTES = 600_000;
const UNLIMITED = Infinity;
/** When the messages without an image are used up. Images that are solved later use up the others. */
const LATE = 5;

const mail = (account: string): Target => ({ type: 'email', account });
const phone = (account: string): Target => ({ type: 'phone', account });

// No two tests share an account, a mailbox or a block of numbers.
let accounts = 0;
const newName = (): string => `jane${accounts++}`;
const newMail = (): Target => mail(`${newName()}@example.com`);
const newBlock = (): string => `+86138${1000 + accounts++}`;
const newPhone = (): Target => phone(`${newBlock()}8000`);

/** Asks tenants for codes to one account. @param imagesFromHour before it no image is solved */
function asksTenants(account: Target, { tenants = 4, imagesFromHour = 0 } = {}): Activity[] {
  const imagesFromMs = imagesFromHour * HOUR_MS;
  return TENANTS.slice(0, tenants).map((tenant) => asks(() => account, { tenant, imagesFromMs }));
}

onBothStores('SEC-49: a stranger for a day, by the shipped policy,', (open) => {
  let simulation: Simulation;
  beforeAll(async () => {
    simulation = await Simulation.start({ ...(await open()), tenants: TENANTS.slice(1) });
  });
  afterAll(() => simulation.close());

  it.each([
    ['e-mail', new Means(3, 0), 0, newMail],
    ['SMS', new Means(12, 15), LATE, newPhone],
    ...(FULL
      ? ([
          ['SMS', new Means(3, 0), 0, newPhone],
          ['e-mail', new Means(3, 15), 0, newMail],
          ['SMS', new Means(3, 15), LATE, newPhone],
          ['e-mail', new Means(12, 15), LATE, newMail],
          ['e-mail', new Means(40, 15), 0, newMail],
          ['SMS', new Means(40, 15), LATE, newPhone],
        ] as const)
      : []),
  ] as const)(
    'leaves a code within 10 minutes at each hour (%s; %s, after %i hours)',
    async (title, means, imagesFromHour, account) => {
      const victim = account();
      const report = await simulateDay(simulation, {
        title,
        means,
        activities: asksTenants(victim, { imagesFromHour }),
        victim: { ...victim, everyMs: HOUR_MS },
      });
      expect(report).toMatchObject({ tries: 24, served: 24, refusedCodes: 0 });
      expect(report.victimImages).toBeGreaterThan(12);
    },
    MINUTES,
  );

  it.each([
    ['at any time', 0, { everyMs: HOUR_MS, fromMs: 0, toMs: HOUR_MS }],
    ['before the code is typed', 1, { everyMs: HOUR_MS, fromMs: 5 * SECOND_MS, toMs: 25 * SECOND_MS }],
  ] as const)(
    'makes codes strong by wrong answers %s, and spoils %i of 24',
    async (when, refusedCodes, window) => {
      const victim = newMail();
      const report = await simulateDay(simulation, {
        title: `wrong answers ${when}`,
        means: new Means(3, 15),
        activities: [around(window, answersWrong(victim))],
        victim: { ...victim, everyMs: HOUR_MS },
      });
      expect(report).toMatchObject({ tries: 24, served: 24, strongCodes: 24, refusedCodes });
    },
    MINUTES,
  );
});

describe('SEC-49: a stranger for a day, by the shipped policy, in memory,', () => {
  let simulation: Simulation;
  beforeAll(async () => void (simulation = await Simulation.start({ tenants: TENANTS.slice(1) })));
  afterAll(() => simulation.close());

  it.each([
    [new Means(3, 0), 4],
    [new Means(12, 15), 12],
    ...(FULL
      ? ([
          [new Means(3, 0), 12],
          [new Means(40, 15), 4],
        ] as const)
      : []),
  ] as const)(
    'leaves 39 codes, less one for each image, to 48 tries (%s; %i tenants)',
    async (means, tenants) => {
      const victim = newMail();
      const report = await simulateDay(simulation, {
        title: `${tenants} tenants`,
        means,
        activities: asksTenants(victim, { tenants, imagesFromHour: LATE }),
        victim: { ...victim, everyMs: 30 * MINUTE_MS },
      });
      expect(report.tries).toBe(48);
      // The messages with an image: 20 at once, and 19 more before the last try.
      expect(report.served).toBeGreaterThanOrEqual(39 - means.images);
    },
    MINUTES,
  );

  it.each([
    ['150 minutes of a day', new Means(3, UNLIMITED), 150 * MINUTE_MS, DAY_MS],
    ...(FULL
      ? ([
          ['5 hours of a week', new Means(3, UNLIMITED), 5 * HOUR_MS, 7 * DAY_MS],
          ['75 minutes of a week', new Means(12, 0), 75 * MINUTE_MS, 7 * DAY_MS],
        ] as const)
      : []),
  ] as const)(
    'leaves a code every %s (%s)',
    async (title, means, everyMs, durationMs) => {
      const victim = newMail();
      const report = await simulateDay(simulation, {
        title,
        means,
        activities: asksTenants(victim),
        victim: { ...victim, everyMs, durationMs },
      });
      expect(report.served).toBe(report.tries);
    },
    MINUTES,
  );

  it.each([
    [new Means(3, UNLIMITED), 0, 3 * HOUR_MS],
    [new Means(12, 15), 1, HOUR_MS],
  ] as const)(
    'delays a try beyond 10 minutes by the gap only with many networks and images, and not beyond 20 (%s: %i)',
    async (means, late, everyMs) => {
      const victim = newMail();
      const window = { everyMs, fromMs: -SECOND_MS, toMs: 20 * MINUTE_MS };
      const report = await simulateDay(simulation, {
        title: 'gap',
        means,
        activities: [
          around(
            window,
            asks(() => victim),
          ),
        ],
        victim: { ...victim, everyMs, giveUpMs: 20 * MINUTE_MS },
      });
      expect(report).toMatchObject({ served: report.tries, inTime: report.tries - late });
      // The stranger did keep the gap.
      expect(report.longestMinutes).toBeGreaterThan(5);
    },
    MINUTES,
  );

  it(
    'uses up no message to the own address of a mailbox by junk aliases',
    async () => {
      const reports: DayReport[] = [];
      for (const means of [new Means(0, 0), new Means(12, 15)]) {
        const name = newName();
        const report = await simulateDay(simulation, {
          title: 'junk aliases',
          means,
          activities: [asks((i) => mail(`${name}+${i}@example.com`))],
          victim: { ...mail(`${name}@example.com`), everyMs: HOUR_MS },
        });
        reports.push(report);
      }
      const [alone, attacked] = reports as [DayReport, DayReport];
      expect(attacked.messages).toBeGreaterThan(3 * alone.messages);
      expect(attacked).toMatchObject({ served: 24, victimImages: alone.victimImages });
    },
    MINUTES,
  );

  it(
    'leaves a code with an image to an alias by junk aliases',
    async () => {
      const name = newName();
      const report = await simulateDay(simulation, {
        title: 'junk aliases, for an alias',
        means: new Means(1, 0, 4),
        activities: [asks((i) => mail(`${name}+${i}@example.com`), { pollMs: MINUTE_MS })],
        victim: { ...mail(`${name}+shop@example.com`), everyMs: HOUR_MS },
      });
      expect(report).toMatchObject({ tries: 24, served: 24 });
      expect(report.victimImages).toBeGreaterThan(12);
    },
    MINUTES,
  );

  it.each([[new Means(3, UNLIMITED, 2)], [new Means(12, 15)]])(
    'leaves a code with an image to each number of a block that it fills (%s)',
    async (means) => {
      const block = newBlock();
      const others = (i: number): Target => phone(`${block}${String(i % 8000).padStart(4, '0')}`);
      const report = await simulateDay(simulation, {
        title: 'block of numbers',
        means,
        activities: [asks(others, { pollMs: MINUTE_MS })],
        victim: { ...phone(`${block}8000`), everyMs: HOUR_MS, durationMs: (FULL ? 24 : 3) * HOUR_MS },
      });
      expect(report).toMatchObject({ served: report.tries, victimImages: report.tries });
    },
    MINUTES,
  );

  it(
    'makes no right answer wrong by wrong answers from the same address',
    async () => {
      const victim = newMail();
      const report = await simulateDay(simulation, {
        title: 'wrong answers from the same address',
        means: new Means(1, 0),
        activities: [answersUnknown(victim)],
        victim: { ...victim, everyMs: 2 * HOUR_MS },
        place: 'the address of the stranger',
      });
      expect(report).toMatchObject({ tries: 12, served: 12, refusedCodes: 0 });
      // Images were answered too.
      expect(report.victimImages).toBeGreaterThan(0);
    },
    MINUTES,
  );
});

describe('SEC-49: a stranger who fills a tenant, with no limit changed but messagesPerDay,', () => {
  it.each([[new Means(3, UNLIMITED)], [new Means(12, 15)]])(
    'leaves a code with an image to others (%s)',
    async (means) => {
      const simulation = await Simulation.start({ limits: { tenant: { messagesPerDay: 96 } } });
      try {
        const report = await simulateDay(simulation, {
          title: 'tenant',
          means,
          activities: [asks((i) => mail(`person${i}@example.com`), { pollMs: MINUTE_MS })],
          victim: { ...mail('jane@example.com'), everyMs: HOUR_MS },
        });
        expect(report).toMatchObject({ tries: 24, served: 24 });
        expect(report.victimImages).toBeGreaterThan(20);
      } finally {
        await simulation.close();
      }
    },
    MINUTES,
  );
});
