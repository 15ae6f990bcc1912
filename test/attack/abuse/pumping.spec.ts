import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BEHIND_PROXY,
  CODE,
  type Fields,
  issue,
  issueSolving,
  verify,
  codeOf,
} from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { askPatiently } from '../support/ask-patiently.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { at, newNetworks } from '../support/networks.js';
import { HOUR_MS } from '../support/time.js';

const MINUTES = 500_000;
/** SMS an hour to one block of numbers: without an image, and in all with one each. */
const [PLAIN, CEILING] = [20, 100];
const [NETWORKS, ADDRESSES] = [20, 500];
const NUMBERS = FULL ? 10_000 : 300;

onBothStores('SEC-27: pumping with the shipped policy', (open, store) => {
  const elsewhere = newNetworks();
  let attack: AttackApp;
  beforeAll(async () => {
    const { env } = await open();
    attack = await AttackApp.start({ isShipped: true, env: { ...BEHIND_PROXY, ...env } });
  });
  afterAll(() => attack.close());

  const sms = (account: string): Fields => ({ use: 'login', type: 'phone', account });
  /** The i-th consecutive number of a block of 10,000. */
  const numberOf = (i: number): string => `+861391234${String(i % 10_000).padStart(4, '0')}`;
  /** The i-th request's address: 500 of them, evenly in 20 networks. */
  const pumper = (i: number): Fields => at(i % NETWORKS, Math.floor(i / NETWORKS) % (ADDRESSES / NETWORKS));
  /** Asks for a code for each number. @returns how many were sent, and the seconds it took */
  const pump = async (ask: typeof issue, first: number, count: number) => {
    const began = performance.now();
    const replies = await inParallel(
      8,
      times(count, (i) => first + i),
      (i) => ask(attack, sms(numberOf(i)), pumper(i)),
    );
    const codes = replies.map(({ body }) => body.code);
    expect(codes.filter((code) => ![CODE.ok, CODE.needImage, CODE.frequent].includes(code as 0))).toEqual([]);
    return {
      // A number that was just asked for is not sent another SMS.
      sent: replies.filter(({ body }) => body.code === CODE.ok && attack.sent.byId.has(body.data.codeID))
        .length,
      seconds: (performance.now() - began) / 1000,
    };
  };

  it(
    'SEC-27: sends a block of numbers at most 20 SMS at once without images and 100 with, to 500 addresses in 20 networks, and one to a bystander in the block',
    async () => {
      const plain = await pump(issue, 0, NUMBERS);
      const solving = await pump(issueSolving, NUMBERS, NUMBERS);
      const sent = plain.sent + solving.sent;
      logMetric(
        `SEC-27 ${store}: ${NUMBERS} consecutive numbers, ${plain.sent} SMS without images; ${NUMBERS} more with images, ${sent} SMS in all, in ${(plain.seconds + solving.seconds).toFixed(0)} s`,
      );
      // The rates go on while the pumping lasts.
      const regained = (perHour: number, seconds: number): number => Math.floor((seconds * perHour) / 3600);
      expect(plain.sent).toBeGreaterThanOrEqual(PLAIN);
      expect(plain.sent).toBeLessThanOrEqual(PLAIN + regained(PLAIN, plain.seconds));
      expect(sent).toBeGreaterThanOrEqual(CEILING);
      expect(sent).toBeLessThanOrEqual(CEILING + regained(CEILING, plain.seconds + solving.seconds));

      const bystander = sms('+8613912349999');
      const { data, waitedMs, images } = await askPatiently(attack, bystander, elsewhere());
      expect(waitedMs).toBeLessThanOrEqual(HOUR_MS / CEILING);
      expect(images).toBe(1);
      const answer = { ...bystander, codeID: data.codeID, code: codeOf(attack, data.codeID) };
      expect((await verify(attack, answer, elsewhere())).body.code).toBe(CODE.ok);
    },
    MINUTES,
  );

  it('SEC-27: limits no other block, and the block for an hour only', async () => {
    for (const number of ['+8613912350000', '+8613912330000', '+8613900000000'])
      expect((await issue(attack, sms(number), elsewhere())).body.code).toBe(CODE.ok);
    await attack.advance(HOUR_MS);
    expect((await issue(attack, sms('+8613912348888'), elsewhere())).body.code).toBe(CODE.ok);
  });

  it('SEC-27: sends 20 of 100 concurrent SMS to one block', async () => {
    const replies = await Promise.all(
      times(100, (i) => issue(attack, sms(`+8613700138${String(i).padStart(3, '0')}`), elsewhere())),
    );
    const codes = replies.map(({ body }) => body.code);
    expect(codes.filter((code) => code === CODE.ok)).toHaveLength(PLAIN);
    expect(codes.filter((code) => code === CODE.needImage)).toHaveLength(100 - PLAIN);
  });

  it('SEC-27: sends one network at most 5 SMS to a block without images and 25 with', async () => {
    const ofOneNetwork = (i: number): Fields => at(200, i % 10);
    const to = (i: number): Fields => sms(`+8613600138${String(i).padStart(3, '0')}`);
    const sent = async (ask: typeof issue, first: number): Promise<number> => {
      const replies = await inParallel(
        1,
        times(30, (i) => first + i),
        (i) => ask(attack, to(i), ofOneNetwork(i)),
      );
      return replies.filter(({ body }) => body.code === CODE.ok).length;
    };
    expect(await sent(issue, 0)).toBe(PLAIN / 4);
    expect(await sent(issueSolving, 30)).toBe((CEILING - PLAIN) / 4);
    expect(await askPatiently(attack, to(99), elsewhere())).toMatchObject({ waitedMs: 0 });
  });

  it('SEC-27: sends nothing to countries that the tenant does not list', async () => {
    const abroad = [
      '+37061234567',
      '+79161234567',
      '+2348031234567',
      '+959421234567',
      '+8801812345678',
      '+881612345678',
      '+882161234567',
    ];
    const before = attack.sent.byId.size;
    for (const number of abroad) {
      const { status, body } = await issue(attack, sms(number), elsewhere());
      expect([CODE.notEnabled, CODE.parameter]).toContain(body.code);
      expect([403, 400]).toContain(status);
    }
    expect(attack.sent.byId.size).toBe(before);
  });
});
