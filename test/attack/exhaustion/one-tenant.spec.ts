import { MemoryRates, MemoryStore } from '@system-management/challenge-store';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApiResponse } from '../../support/app.js';
import { BEHIND_PROXY, CODE, codeOf, type Fields, issue, verify } from '../../support/requests.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { newNetworks } from '../support/networks.js';

const MINUTES = 300_000;
/** Plenty for these tests. */
const ROOM = 100_000;
/** Small capacities, which a test can fill: a message has one record, and about a dozen counts of its own. */
const CAPACITIES = [
  { what: 'records', records: FULL ? 4000 : 400, counts: ROOM },
  { what: 'counts', records: ROOM, counts: FULL ? 40_000 : 4000 },
];
/** People of another tenant, each with a code by mail and an image. */
const PEOPLE = 10;

describe('SEC-52: floods of tenants in memory, with the shipped policy', () => {
  const elsewhere = newNetworks();
  let attack: AttackApp | undefined;
  let victims = 0;
  afterEach(async () => attack?.close());

  const headersOf = (tenant: string): Fields => ({ ...elsewhere(), 'iThings-tenant-code': tenant });
  const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });
  const IMAGE: Fields = { use: 'login', type: 'image' };
  const statusesOf = (replies: readonly ApiResponse<unknown>[]): number[] =>
    [...new Set(replies.map(({ status }) => status))].sort();

  it.each(
    CAPACITIES.flatMap((capacity) => [
      { ...capacity, who: 'one tenant', floods: ['a'] },
      { ...capacity, who: 'three tenants', floods: ['a', 'b', 'c'] },
    ]),
  )(
    'SEC-52: of $who that use up the $what are refused, and no request of another tenant is',
    async ({ what, who, records, counts, floods }) => {
      const store = new MemoryStore({ capacity: records });
      const rates = new MemoryRates({ capacity: counts });
      const app = await AttackApp.start({
        isShipped: true,
        tenants: ['a', 'b', 'c', 'other'],
        env: { ...BEHIND_PROXY, REDIS_URL: '' },
        store,
        rates,
      });
      attack = app;
      /** Images, messages and wrong answers, from a new network each. */
      const flood = (count: number) =>
        inParallel(8, times(count, Number), async (n) => {
          const tenant = floods[n % floods.length]!;
          if (n % 3 === 0) return issue(app, IMAGE, headersOf(tenant));
          const body = mail(`flood${victims++}@example.com`);
          const issued = await issue(app, body, headersOf(tenant));
          if (n % 3 === 1 || issued.status !== 200) return issued;
          const { codeID } = issued.body.data;
          const answer = { ...body, codeID, code: wrongCode(codeOf(app, codeID)) };
          return verify(app, answer, headersOf(tenant));
        });
      const next = (tenant: string) => issue(app, mail(`next${victims++}@example.com`), headersOf(tenant));
      /** Sends messages of each tenant that floods, until one of its messages is refused. */
      const useUp = async (): Promise<void> => {
        for (const tenant of floods) while ((await next(tenant)).status === 200);
      };
      const logIn = async (body: Fields): Promise<readonly ApiResponse<unknown>[]> => {
        const issued = await issue(app, body, headersOf('other'));
        if (issued.status !== 200) return [issued];
        const answer = {
          ...body,
          codeID: issued.body.data.codeID,
          code: codeOf(app, issued.body.data.codeID),
        };
        const wrong = await verify(
          app,
          { ...mail('x@example.com'), codeID: answer.codeID, code: '000000' },
          headersOf('other'),
        );
        return [issued, await verify(app, answer, headersOf('other')), wrong];
      };
      const serve = async (round: number): Promise<readonly ApiResponse<unknown>[]> => {
        const people = times(PEOPLE / 2, (n) => mail(`person${round}-${n}@example.com`));
        return (await inParallel(2, [...people, ...people.map(() => IMAGE)], logIn)).flat();
      };

      await useUp();
      const [flooded, served] = await Promise.all([flood(300), serve(0)]);
      // A store has as much room again for live codes, gaps and wrong answers.
      expect(store.size).toBeLessThanOrEqual(4 * records);
      expect(rates.size).toBeLessThanOrEqual(counts);
      const refused = flooded.filter(({ status }) => status === 503).length;
      logMetric(
        `SEC-52 memory: ${what} used up by ${who}: ${store.size} entries, ${rates.size} counts, ${refused} of ${flooded.length} refused; another tenant: ${served.length} requests, 0 refused`,
      );
      expect(statusesOf(flooded)).toContain(503);
      expect(statusesOf(served)).toEqual([200, 400]);
      expect(served.filter(({ status }) => status === 200)).toHaveLength(2 * PEOPLE);

      // Who is refused next?
      await useUp();
      for (const tenant of floods) {
        const { status, body, headers } = await next(tenant);
        expect([status, body.code]).toEqual([503, CODE.server]);
        expect(headers.get('retry-after')).toBe(String(body.data.retryAfter));
      }
      expect((await serve(1)).filter(({ status }) => status === 200)).toHaveLength(2 * PEOPLE);
    },
    MINUTES,
  );
});
