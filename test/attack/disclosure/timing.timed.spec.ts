import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import type { Fields } from '../../support/requests.js';
import { seededRng, shuffle } from '../../support/load/rng.js';
import { Sample } from '../../support/load/statistics.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const MINUTES = 480_000;
const PAIRS = FULL ? 10_000 : 500;
/** Requests before the first measurement: JIT and caches warm up. */
const WARM_UP = 3000;
const LIFETIME = 600;

/** An HTTP client with one exclusive connection that measures response times. */
class TimedClient {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  /** Sends a POST. Returns the status and body, and the microseconds until the response was complete. */
  async post(
    path: string,
    body: string,
    headers: Fields = {},
  ): Promise<{ readonly reply: string; readonly us: number }> {
    const request = http.request(this.url + path, {
      method: 'POST',
      agent: this.agent,
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers },
    });
    const began = process.hrtime.bigint();
    request.end(body);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const reply = `${response.statusCode} ${await text(response)}`;
    return { reply, us: Number(process.hrtime.bigint() - began) / 1000 };
  }

  close(): void {
    this.agent.destroy();
  }
}

/** A class of requests whose response times are compared with those of other classes. */
interface Class {
  readonly name: string;
  readonly bodies: readonly string[];
  readonly path: string;
  readonly headers?: Fields;
}

/**
 * Sends one request per class and round, in a new random order each round.
 * @param connections parallel connections; for responses that mostly wait
 */
async function interleaved(url: string, classes: readonly Class[], rounds: number, connections = 1) {
  const samples = classes.map(() => new Sample());
  const replies = new Set<string>();
  const warmUp = Math.ceil(WARM_UP / classes.length / connections) * connections;
  const work = async (first: number): Promise<void> => {
    const client = new TimedClient(url);
    const rng = seededRng(20_261_124 + first);
    for (let round = first; round < warmUp + rounds; round += connections) {
      for (const i of shuffle([...classes.keys()], rng)) {
        const { bodies, path, headers } = classes[i]!;
        const { reply, us } = await client.post(path, bodies[round % bodies.length]!, headers);
        if (round < warmUp) continue;
        samples[i]!.add(us);
        replies.add(reply);
      }
    }
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, (_, first) => work(first)));
  return { samples, replies };
}

onBothStores('POST …/captcha and …/captcha/verify: response times', (open, store) => {
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
      const { samples, replies } = await interleaved(attack.app.url, classes, PAIRS, 10);
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

  it(
    'SEC-16: are equal for issues to new recipients and to recipients that have verified a code before',
    async () => {
      attack = await AttackApp.start({ ...(await open()), tenants: ['other'] });
      const body = (name: string, i: number): string =>
        JSON.stringify({
          use: 'login',
          type: 'email',
          account: `${name}${String(i).padStart(6, '0')}@example.com`,
        });
      const count = PAIRS + WARM_UP;
      const [first, second] = ['a', 'b'].map((name) =>
        Array.from({ length: count }, (_, i) => body(name, i)),
      );
      // Known recipients: they have verified a code in another tenant.
      await inParallel(8, second!.slice(0, 2000), async (json) => {
        const headers = { 'iThings-tenant-code': 'other' };
        const code = await attack.issue(JSON.parse(json) as Fields, headers);
        await attack.app.post(`${CAPTCHA}/verify`, code, headers);
      });
      const classes = [
        { name: 'fresh', path: CAPTCHA, bodies: first! },
        { name: 'known', path: CAPTCHA, bodies: second! },
      ];
      const { samples } = await interleaved(attack.app.url, classes, PAIRS);
      const [a, b] = samples as [Sample, Sample];
      const t = Sample.welchT(a, b);
      const gap = Math.abs(a.quantile(0.5) - b.quantile(0.5));
      logMetric(
        `SEC-16 ${store}: ${PAIRS} pairs, medians ${a.quantile(0.5).toFixed(1)} and ${b.quantile(0.5).toFixed(1)} µs, t ${t.toFixed(2)}`,
      );
      expect(Math.abs(t), 'in time').toBeLessThan(4.5);
      expect(gap, 'in time').toBeLessThan(1000);
    },
    MINUTES,
  );
});
