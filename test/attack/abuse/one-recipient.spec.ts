import { afterEach, expect, it } from 'vitest';
import { BEHIND_PROXY, CODE, type Fields, issue, issueSolving } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { newNetworks } from '../support/networks.js';
import { HOUR_MS } from '../support/time.js';

const MINUTES = 300_000;
const TENANTS = times(100, (i) => `t${i}`);
/** Messages to one recipient at once, over all tenants: without an image, and beside them with one each. */
const [PLAIN, WITH_IMAGE] = [40, 20];
/** In the first day a rate of N a day allows N at once and then one more every 1/N of it: 2 N - 1. */
const inFirstDay = (count: number): number => 2 * count - 1;

onBothStores('SEC-28: one recipient of 100 tenants, with the shipped policy', (open, store) => {
  const elsewhere = newNetworks();
  let attack: AttackApp | undefined;
  afterEach(async () => attack?.close());

  const VICTIM: Fields = { use: 'login', type: 'phone', account: '+8613800138000' };

  it.each([
    ['without images', issue, PLAIN, inFirstDay(PLAIN)],
    ['with solved images', issueSolving, PLAIN + WITH_IMAGE, inFirstDay(PLAIN) + inFirstDay(WITH_IMAGE)],
  ])(
    'SEC-28: gets as many messages %s as the rates over all tenants allow, at once and in a day',
    async (how, ask, atOnce, inADay) => {
      const { env } = await open();
      const app = await AttackApp.start({
        isShipped: true,
        tenants: TENANTS,
        env: { ...BEHIND_PROXY, ...env },
      });
      attack = app;
      /** Asks at some of the tenants. @returns how many messages were sent */
      const askAt = async (tenants: readonly string[]): Promise<number> => {
        const replies = await inParallel(4, tenants, (tenant) =>
          ask(app, VICTIM, { ...elsewhere(), 'iThings-tenant-code': tenant }),
        );
        return replies.filter(({ body }) => body.code === CODE.ok).length;
      };
      const first = await askAt(TENANTS);
      expect(first).toBe(atOnce);
      let sent = first;
      // More tries than the rates allow, at other tenants each hour.
      const tries = FULL ? 25 : 6;
      for (let hour = 1; hour < 24; hour++) {
        await app.advance(HOUR_MS);
        sent += await askAt(times(tries, (i) => TENANTS[(hour * tries + i) % TENANTS.length]!));
      }
      logMetric(`SEC-28 ${store}: 100 tenants ${how}: ${first} at once, ${sent} in the first day`);
      expect(sent).toBeLessThanOrEqual(inADay);
      expect(sent).toBeGreaterThan(atOnce);
    },
    MINUTES,
  );
});
