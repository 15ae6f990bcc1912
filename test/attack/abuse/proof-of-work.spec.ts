import type { Challenge } from 'altcha-lib';
import { afterEach, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { BEHIND_PROXY, CODE, type Fields, issue } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { at } from '../support/networks.js';
import { solveProof } from '../support/proofs-of-work.js';
import { MINUTE_MS, SLACK_MS } from '../support/time.js';

/** The effort doubles after 2, 4 and 8 images of an address at once. */
const IMAGES_PER_MINUTE = 16;
/** Counters of solutions are from zero to twice as large. */
const TRIES = 20;

onBothStores('a flood of requests for proofs of work', (open, store) => {
  let attack: AttackApp;
  afterEach(() => attack.close());

  const start = async (): Promise<void> => {
    const tenant = {
      code: 'default',
      pow: { cost: 100, tries: TRIES },
      stepUp: { presentation: 'pow' },
      policy: {
        limits: { address: { imagesPerMinute: IMAGES_PER_MINUTE }, stepUp: { perAccountHour: 0 } },
      },
    };
    const { env } = await open();
    attack = await AttackApp.start({ env: { ...env, ...BEHIND_PROXY }, tenantsFile: [tenant] });
  };

  /** The ways to a challenge: its own endpoint, that of ALTCHA's widget, and a request that needs a step-up. */
  const WAYS: readonly ((headers: Fields) => Promise<Challenge | undefined>)[] = [
    async (headers) => {
      const request = { use: 'login', type: 'image', presentation: 'pow' };
      return challengeIn((await issue(attack, request, headers)).body.data);
    },
    async (headers) => {
      const { status, body } = await attack.app.fetch(`${CAPTCHA}/altcha?use=login`, { headers });
      return status === 200 ? (body as unknown as Challenge) : undefined;
    },
    async (headers) => {
      const request = { use: 'login', type: 'email', account: 'jane@example.com' };
      return challengeIn((await issue(attack, request, headers)).body.data);
    },
  ];
  const challengeIn = (data: unknown) => (data as { readonly challenge?: Challenge }).challenge;

  /** Asks in all three ways, by turns. */
  const ask = async (count: number, headers: Fields): Promise<(Challenge | undefined)[]> => {
    const challenges: (Challenge | undefined)[] = [];
    for (let i = 0; i < count; i++) challenges.push(await WAYS[i % WAYS.length]!(headers));
    return challenges;
  };
  /**
   * Solves the challenges and expects the effort after some doublings. Without doublings half of the counters would be
   * larger once more, so that 24 challenges show a doubling in all but one of 16 million runs.
   * @returns the mean of the counters
   */
  const expectEffort = async (
    challenges: readonly (Challenge | undefined)[],
    doublings: number,
  ): Promise<number> => {
    const counters = await inParallel(4, challenges, async (one) => (await solveProof(one!)).counter);
    const limit = 2 * TRIES * 2 ** doublings;
    expect(Math.max(...counters)).toBeLessThan(limit);
    if (doublings > 0) {
      expect(counters.length).toBeGreaterThanOrEqual(24);
      expect(Math.max(...counters)).toBeGreaterThanOrEqual(limit / 2);
    }
    return counters.reduce((sum, counter) => sum + counter, 0) / counters.length;
  };

  it('needs 2, 4 and 8 times the effort, is refused beyond the rate of images, and needs the first effort a minute later', async () => {
    await start();
    const clients = times(12, (i) => at(i));
    const floods: (Challenge | undefined)[][] = [];
    for (const headers of clients) {
      floods.push(await ask(IMAGES_PER_MINUTE, headers));
      expect(await ask(WAYS.length, headers)).toEqual(WAYS.map(() => undefined));
      const { status, body } = await attack.app.fetch(`${CAPTCHA}/altcha?use=login`, { headers });
      expect([status, body.code]).toEqual([429, CODE.frequent]);
    }
    const steps = [
      [0, 2],
      [2, 4],
      [4, 8],
      [8, 16],
    ] as const;
    const means: number[] = [];
    for (const [doublings, [from, to]] of steps.entries())
      means.push(
        await expectEffort(
          floods.flatMap((all) => all.slice(from, to)),
          doublings,
        ),
      );
    await expectEffort(await ask(2, at(20)), 0);
    await attack.advance(MINUTE_MS + SLACK_MS);
    for (const headers of clients) await expectEffort(await ask(2, headers), 0);
    logMetric(
      `${store}: mean counters after no, one, two and three doublings ${means.map(Math.round).join(', ')}`,
    );
  });

  it('needs more effort from a network after four times as many, though each address asked for few', async () => {
    await start();
    const doubled: (Challenge | undefined)[] = [];
    for (const network of times(6, (i) => i)) {
      for (const host of times(4, (i) => i + 1)) await expectEffort(await ask(2, at(network, host)), 0);
      for (const host of [8, 9]) doubled.push(...(await ask(2, at(network, host))));
    }
    await expectEffort(doubled, 1);
    await expectEffort(await ask(2, at(9, 9)), 0);
  });
});
