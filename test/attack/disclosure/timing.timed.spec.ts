import { afterEach, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { interleaved, type RequestClass } from '../support/interleaved.js';
import { LEAST_EFFORT, payloadOf, type SolvedChallenge, solvedProof } from '../support/proofs-of-work.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { CODE, type Fields, verify } from '../../support/requests.js';
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

  /** Expects one response to all classes of requests, and times that do not tell them apart (Welch's t test). */
  const expectAlike = async (title: string, classes: readonly RequestClass[]): Promise<void> => {
    const { samples, replies } = await interleaved(attack.app.url, classes, {
      rounds: PAIRS,
      warmUp: WARM_UP / classes.length,
      connections: 10,
    });
    expect([...replies]).toHaveLength(1);
    const pairs = classes.flatMap(({ name }, i) =>
      classes.slice(i + 1).map((against, j) => ({
        pair: `${name} – ${against.name}`,
        t: Sample.welchT(samples[i]!, samples[i + 1 + j]!),
      })),
    );
    logMetric(
      `${title} ${store}: ${PAIRS} of each, medians ${classes.map(({ name }, i) => `${name} ${samples[i]!.quantile(0.5).toFixed(1)} µs`).join(', ')}; t ${pairs.map(({ pair, t }) => `${pair} ${t.toFixed(2)}`).join(', ')}`,
    );
    for (const { pair, t } of pairs) expect(Math.abs(t), `in time: ${pair}`).toBeLessThan(4.5);
  };

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
      await expectAlike('SEC-17', classes);
      const outcomes = attack.decisions.slice(before).map(({ outcome }) => outcome);
      expect(new Set(outcomes)).toEqual(new Set(['mismatch', 'not_found']));
      expect(outcomes.filter((outcome) => outcome === 'mismatch').length).toBeGreaterThanOrEqual(PAIRS);
    },
    MINUTES,
  );

  it(
    'SEC-17: are equal for forged, foreign and used solutions of proofs of work, as are the response bytes',
    async () => {
      const tenant = {
        ...{ code: 'default', pow: LEAST_EFFORT },
        policy: { limits: { address: { imagesPerMinute: 1_000_000, wrongPerHour: 1_000_000 } } },
      };
      attack = await AttackApp.start({ ...(await open()), tenantsFile: [tenant] });
      const proofs = await inParallel(4, Array.from({ length: 200 }), () => solvedProof(attack));
      const bodyOf = (proof: SolvedChallenge): Fields => ({
        ...{ use: 'login', type: 'image', codeID: proof.codeID, code: payloadOf(proof) },
      });
      for (const proof of proofs) expect((await verify(attack, bodyOf(proof))).body.code).toBe(CODE.ok);
      const classes = [
        { name: 'used', bodies: proofs },
        { name: 'forged', bodies: proofs.map(withWrongKey) },
        { name: 'foreign', bodies: proofs.map(withWrongSignature) },
      ].map(({ name, bodies }) => ({
        ...{ name, path: `${CAPTCHA}/verify` },
        bodies: bodies.map((proof) => JSON.stringify(bodyOf(proof))),
      }));
      await expectAlike('SEC-17, proofs of work,', classes);
    },
    MINUTES,
  );
});

function withWrongKey({ solution, ...proof }: SolvedChallenge): SolvedChallenge {
  return { ...proof, solution: { ...solution, derivedKey: '00'.repeat(32) } };
}

function withWrongSignature({ challenge, ...proof }: SolvedChallenge): SolvedChallenge {
  return { ...proof, challenge: { ...challenge, signature: '0'.repeat(64) } };
}
