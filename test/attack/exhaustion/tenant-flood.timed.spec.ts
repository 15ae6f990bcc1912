import { expect, it, onTestFinished } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { post } from '../../support/client.js';
import { OpenLoop } from '../../support/load/load.js';
import { LoadProcess } from '../../support/load/load-process.js';
import { maxWindows, steadyWindows } from '../../support/load/steady-windows.js';
import { seededRng, shuffle } from '../../support/load/rng.js';
import { median, quantile } from '../../support/load/statistics.js';
import { BEHIND_PROXY, from, ipNumber } from '../../support/requests.js';
import { ServiceProcess } from '../../support/service-process.js';
import { writeTenantsFile } from '../../support/tenants-file.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { scrapeMetrics } from '../../operations/support/scrape-metrics.js';

const MINUTES = 480_000;
const WINDOW_MS = 3000;
/** Pairs of windows, without and with the flood. */
const PAIRS = FULL ? 9 : 5;
/** Requests of the other tenant, B, per second. */
const PER_SECOND = 50;
/** Times a tenant's limits that the flood requests. */
const EXCESS = 5;

/** The flooding tenants' limits: the shipped ones, with numbers of which five times as many are no overload of a core. */
const LIMITS = {
  tenant: { messagesPerDay: 20 },
  address: { imagesPerMinute: 20, wrongPerHour: 15 },
};
const { messagesPerDay } = LIMITS.tenant;
const { imagesPerMinute, wrongPerHour } = LIMITS.address;

const IMAGE = { use: 'login', type: 'image' };
const mail = (name: string) => ({ use: 'login', type: 'email', account: `${name}@shop.example` });
/** The tenant that floods in a window. */
const tenantOf = (n: number): string => `a${n}`;
const ofTenant = (tenant: string, ip: string) => ({ 'iThings-tenant-code': tenant, ...from(ip) });

/** Images, e-mails and answers of the n-th tenant at five times each limit, in random order. Each message has its own network. */
function floodOf(n: number): string[] {
  const tenant = tenantOf(n);
  const own = ofTenant(tenant, `172.16.${n}.1`);
  const wrong = { ...mail('nil'), codeID: 'AAAAAAAAAAAAAAAAAAAA', code: '123456' };
  return shuffle(
    [
      ...times(EXCESS * imagesPerMinute, () => post(CAPTCHA, IMAGE, own)),
      ...times(EXCESS * wrongPerHour, () => post(`${CAPTCHA}/verify`, wrong, own)),
      ...times(EXCESS * messagesPerDay, (i) =>
        post(CAPTCHA, mail(`a${n}-${i}`), ofTenant(tenant, ipNumber(256 * (1000 * (n + 1) + i)))),
      ),
    ],
    seededRng(n + 1),
  );
}

onBothStores('SEC-26: a tenant at five times its limits', (open, store) => {
  it(
    'SEC-26: causes another tenant no error, and at most twice its p99',
    async () => {
      const floods = times(maxWindows(PAIRS) + 1, tenantOf);
      const tenants = await writeTenantsFile({
        tenants: [{ code: 'default' }, ...floods.map((code) => ({ code, policy: { limits: LIMITS } }))],
      });
      onTestFinished(() => tenants.remove());
      const service = await ServiceProcess.start({
        env: { ...(await open()).env, ...BEHIND_PROXY, ...tenants.env },
        core: 0,
        logsToFile: true,
      });
      onTestFinished(() => service.stop());
      const load = await LoadProcess.start(1);
      onTestFinished(() => load.stop());
      // A captcha or a message by turns, each from a network of its own.
      const loopB = new OpenLoop({
        port: service.port,
        request: (n) =>
          post(CAPTCHA, n % 2 ? mail(`b${n}`) : IMAGE, ofTenant('default', ipNumber(2 ** 23 + 256 * n))),
      });
      onTestFinished(() => loopB.close());

      const serveB = async (): Promise<number> => {
        const { all, statuses } = await loopB.run(PER_SECOND, WINDOW_MS);
        expect(statuses).toEqual([200]);
        return quantile(all, 0.99);
      };
      const serveBeside = async (requests: readonly string[]): Promise<number> => {
        const perSecond = (requests.length / WINDOW_MS) * 1000;
        const flood = load.run({ port: service.port, requests, perSecond, ms: WINDOW_MS });
        const p99 = await serveB();
        const { all, unsent, statuses } = await flood;
        // Each kind of request was served up to its limit and refused beyond it.
        expect([all.length >= requests.length, unsent, statuses]).toEqual([true, 0, [200, 400, 403, 429]]);
        return p99;
      };
      await serveBeside(floodOf(floods.length - 1));
      const pairs = await steadyWindows({
        count: PAIRS,
        prepare: floodOf,
        measure: async (flood) => ({ alone: await serveB(), beside: await serveBeside(flood) }),
      });
      const metrics = await scrapeMetrics(service);
      const issued = (type: string): number =>
        metrics.get(`captcha_issued_total{tenant="a0",type="${type}",use="login"}`) ?? 0;
      const ratios = pairs.map(({ alone, beside }) => beside / alone);
      const [alone, beside] = (['alone', 'beside'] as const).map((key) =>
        median(pairs.map((pair) => pair[key])),
      );
      logMetric(
        `SEC-26 ${store}: p99 of B alone ${alone!.toFixed(1)} ms, beside the flood ${beside!.toFixed(1)} ms; ratios ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`,
      );
      // It met the store, the counters and the drawing: beyond its ceiling each message needs an image.
      expect(issued('email')).toBe(messagesPerDay);
      expect(issued('image')).toBeGreaterThan(imagesPerMinute);
      expect(median(ratios), 'in time: p99').toBeLessThanOrEqual(2);
    },
    MINUTES,
  );
});
