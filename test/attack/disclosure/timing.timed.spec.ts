import { afterEach, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { interleaved } from '../support/interleaved.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import type { Fields } from '../../support/requests.js';
import { Sample } from '../../support/load/statistics.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const MINUTES = 480_000;
const PAIRS = FULL ? 10_000 : 500;
/** Requests before the first measurement. */
const WARM_UP = 3000;
const LIFETIME = 600;

onBothStores('POST …/captcha/verify: response times', (open, store) => {
  let attack: AttackApp;
  afterEach(() => attack.close());

  it(
    'SEC-17: are equal for wrong, unknown and expired codes and those of another tenant, as are the response bytes',
    async () => {
      attack = await AttackApp.start({
        ...(await open()),
        tenants: ['other'],
        policy: { email: { lifetime: LIFETIME, attempts: 5 } },
      });
      const request = (name: string): Fields => ({
        use: 'login',
        type: 'email',
        account: `${name}@example.com`,
      });
      const issued = (name: string, count: number, headers: Fields = {}) =>
        inParallel(8, Array.from({ length: count }), (_, i) =>
          attack.issue(request(`${name}${String(i).padStart(5, '0')}`), headers),
        );
      const expired = await issued('e', 500);
      await attack.advance(LIFETIME * 1000);
      // Four wrong answers per code, so that neither attempts nor budget are exhausted.
      const live = await issued('w', Math.ceil((PAIRS + WARM_UP) / 4));
      const other = await issued('t', 500, { 'iThings-tenant-code': 'other' });
      const unknown = live
        .slice(0, 500)
        .map((one, i) => ({ ...one, codeID: `unknown${String(i).padStart(13, '0')}` }));
      const wrong = live.flatMap((one) =>
        Array.from({ length: 4 }, () => ({ ...one, code: wrongCode(one['code']) })),
      );
      const path = `${CAPTCHA}/verify`;
      const classes = [
        { name: 'wrong', bodies: wrong },
        { name: 'unknown', bodies: unknown },
        { name: 'expired', bodies: expired },
        { name: 'other tenant', bodies: other },
      ].map(({ name, bodies }) => ({ name, path, bodies: bodies.map((body) => JSON.stringify(body)) }));

      const before = attack.decisions.length;
      const { samples, replies } = await interleaved(attack.app.url, classes, {
        rounds: PAIRS,
        warmUp: WARM_UP / classes.length,
        connections: 10,
      });
      const outcomes = attack.decisions.slice(before).map(({ outcome }) => outcome);
      expect(new Set(outcomes)).toEqual(new Set(['mismatch', 'not_found']));
      expect(outcomes.filter((outcome) => outcome === 'mismatch').length).toBeGreaterThanOrEqual(PAIRS);
      expect([...replies]).toHaveLength(1);
      const pairs = classes.flatMap(({ name }, i) =>
        classes.slice(i + 1).map((against, j) => ({
          pair: `${name} – ${against.name}`,
          t: Sample.welchT(samples[i]!, samples[i + 1 + j]!),
        })),
      );
      logMetric(
        `SEC-17 ${store}: ${PAIRS} of each, medians ${classes.map(({ name }, i) => `${name} ${samples[i]!.quantile(0.5).toFixed(1)} µs`).join(', ')}; t ${pairs.map(({ pair, t }) => `${pair} ${t.toFixed(2)}`).join(', ')}`,
      );
      for (const { pair, t } of pairs) expect(Math.abs(t), `in time: ${pair}`).toBeLessThan(4.5);
    },
    MINUTES,
  );
});
