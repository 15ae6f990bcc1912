import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BEHIND_PROXY,
  CODE,
  codeOf,
  type Fields,
  issue,
  issueSolving,
  verify,
} from '../../support/requests.js';
import { quantile } from '../../support/load/statistics.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { newNetworks } from '../support/networks.js';

const MINUTES = 300_000;
/** Messages a day of the tenant that floods; twice as many with solved images. */
const PER_DAY = FULL ? 250 : 40;
const IMAGE: Fields = { use: 'login', type: 'image' };
const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });

onBothStores('SEC-26: a tenant at five times its limit, with the shipped policy', (open, store) => {
  const elsewhere = newNetworks();
  let attack: AttackApp;
  beforeAll(async () => {
    const { env } = await open();
    const limits = { tenant: { messagesPerDay: PER_DAY } };
    attack = await AttackApp.start({
      tenantsFile: [{ code: 'default', policy: { limits } }, { code: 'other' }],
      env: { ...BEHIND_PROXY, ...env },
    });
  });
  afterAll(() => attack.close());

  /** A person of the other tenant gets a code and uses it. @returns the errors, and how long each request took */
  const logIn = async (body: Fields): Promise<{ readonly codes: number[]; readonly ms: number[] }> => {
    const headers = { ...elsewhere(), 'iThings-tenant-code': 'other' };
    const began = performance.now();
    const issued = await issue(attack, body, headers);
    const between = performance.now();
    const { codeID } = issued.body.data;
    const answer = { ...body, codeID, code: issued.status === 200 ? codeOf(attack, codeID) : '000000' };
    const verified = await verify(attack, answer, headers);
    return {
      codes: [issued.body.code, verified.body.code],
      ms: [between - began, performance.now() - between],
    };
  };
  /** Fifty people a second, by mail and by image in turn, whether or not the others are served. */
  const serve = async (round: string, isOver: () => boolean) => {
    const people: ReturnType<typeof logIn>[] = [];
    while (people.length < 50 || !isOver()) {
      const n = people.length;
      people.push(logIn(n % 2 ? IMAGE : mail(`b${round}${n}@example.com`)));
      await setTimeout(20);
    }
    const served = await Promise.all(people);
    return {
      people: served.length,
      codes: new Set(served.flatMap(({ codes }) => codes)),
      p99: quantile(
        served.flatMap(({ ms }) => ms),
        0.99,
      ),
    };
  };

  it(
    'SEC-26: causes no error for another tenant, although its flood meets the store, the counts and the drawing',
    async () => {
      const alone = await serve('alone', () => true);
      let isOver = false;
      const flood = inParallel(8, times(5 * PER_DAY, Number), async (n) => {
        const headers = elsewhere();
        const { body } = await issueSolving(attack, mail(`a${n}@example.com`), headers);
        await verify(attack, { ...IMAGE, codeID: 'AAAAAAAAAAAAAAAAAAAA', code: 'AAAAAA' }, headers);
        return body;
      }).finally(() => (isOver = true));
      const [replies, beside] = await Promise.all([flood, serve('beside', () => isOver)]);
      const sent = replies.filter(({ code }) => code === CODE.ok).length;
      const drawn = [...attack.sent.byId.values()].filter(
        ({ type, tenant }) => type === 'image' && tenant === 'default',
      );
      logMetric(
        `SEC-26 ${store}: ${replies.length} requests of one tenant, ${sent} sent, ${drawn.length} images; another tenant: p99 alone ${alone.p99.toFixed(1)} ms, beside ${beside.p99.toFixed(1)} ms (${beside.people} people)`,
      );
      // Up to its ceiling, and perhaps one more in the time that the flood took.
      expect(sent).toBeGreaterThanOrEqual(2 * PER_DAY);
      expect(sent).toBeLessThanOrEqual(2 * PER_DAY + 1);
      expect(replies.filter(({ code }) => code === CODE.frequent)).toHaveLength(5 * PER_DAY - sent);
      expect(drawn.length).toBeGreaterThanOrEqual(PER_DAY);
      expect([...alone.codes, ...beside.codes].filter((code) => code !== CODE.ok)).toEqual([]);
    },
    MINUTES,
  );
});
