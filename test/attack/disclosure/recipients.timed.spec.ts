import { afterEach, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { AttackApp, type AttackAppOptions } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { interleaved, type RequestClass } from '../support/interleaved.js';
import { type Relay, startRelay } from '../support/relay.js';
import { CODE, type Fields, issueSolving } from '../../support/requests.js';
import { Sample } from '../../support/load/statistics.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../../support/tenants-file.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';

const MINUTES = 900_000;
const ROUNDS = FULL ? 10_000 : 500;
const WARM_UP = 300;
/** Mailboxes that existed before: they have verified a code in another tenant. */
const KNOWN = FULL ? 2000 : 500;

const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });
/** Issues to one account a round. */
const classOf = (name: string, domain = 'shop.example', rounds = WARM_UP + ROUNDS): RequestClass => ({
  name,
  path: CAPTCHA,
  bodies: times(rounds, (n) => JSON.stringify(mail(`${name}${String(n).padStart(6, '0')}@${domain}`))),
});
/** Without what differs between two responses to one account. */
const comparable = (reply: string): string =>
  reply.replace(/"codeID":"[\w-]{20}"/, '"codeID":""').replace(/"retryAfter":\d+/, '"retryAfter":0');

onBothStores('POST …/captcha to an e-mail address: responses and their times', (open, store) => {
  let attack: AttackApp;
  let relay: Relay;
  let tenants: TenantsFile | undefined;
  afterEach(async () => {
    await attack.close();
    await relay.stop();
    await tenants?.remove();
    tenants = undefined;
  });
  const start = async (
    settings: Partial<Pick<AttackAppOptions, 'env' | 'isShipped'>> = {},
  ): Promise<void> => {
    const env = { ...(await open()).env, ...relay.env, ...tenants?.env, ...settings.env };
    attack = await AttackApp.start({ ...settings, env });
  };

  /** Expects equal responses, and times that differ by less than noise for every pair of classes. */
  const expectEqual = async (id: string, classes: readonly RequestClass[]): Promise<readonly string[]> => {
    const { samples, replies } = await interleaved(attack.app.url, classes, {
      rounds: ROUNDS,
      warmUp: WARM_UP,
    });
    const pairs = classes.flatMap(({ name }, i) =>
      classes.slice(i + 1).map((against, j) => ({
        pair: `${name} – ${against.name}`,
        t: Sample.welchT(samples[i]!, samples[i + 1 + j]!),
        gapUs: Math.abs(Sample.medianGap(samples[i]!, samples[i + 1 + j]!)),
      })),
    );
    logMetric(
      `${id} ${store}: ${ROUNDS} of each, ${pairs.map(({ pair, t, gapUs }) => `${pair}: t ${t.toFixed(2)}, median gap ${gapUs.toFixed(0)} µs`).join('; ')}`,
    );
    for (const { pair, t, gapUs } of pairs) {
      expect(Math.abs(t), `in time: ${pair}`).toBeLessThan(4.5);
      expect(gapUs, `in time: ${pair}`).toBeLessThan(1000);
    }
    return [...new Set([...replies].map(comparable))];
  };

  it(
    'SEC-16: are equal for new, unknown and earlier recipients, behind a relay that accepts every mailbox',
    async () => {
      relay = await startRelay();
      tenants = await writeTenantsFile(
        unlimitedTenants({ tenants: [{ code: 'other', mail: { dsn: 'outbox:' } }] }),
      );
      await start();
      // All names have one length and one first letter: their masked forms are equal.
      const classes = ['new', 'nil', 'now'].map((name) => classOf(name));
      await inParallel(8, classes[2]!.bodies.slice(-KNOWN), async (json) => {
        const headers = { 'iThings-tenant-code': 'other' };
        const code = await attack.issue(JSON.parse(json) as Fields, headers);
        expect((await attack.app.post(`${CAPTCHA}/verify`, code, headers)).body.code).toBe(CODE.ok);
      });
      const replies = await expectEqual('SEC-16', classes);
      expect(replies).toEqual([expect.stringMatching(/^200 /)]);
      expect(relay.asked).toHaveLength(classes.length * (WARM_UP + ROUNDS));
    },
    MINUTES,
  );

  it(
    'SEC-16: tell an address of ten unknown mailboxes an hour, behind a relay that refuses them, and nothing more',
    async () => {
      relay = await startRelay((address) => !address.startsWith('nil'));
      // The outbox lists the answers to images.
      await start({ isShipped: true, env: { OUTBOX: 'on' } });
      const answers: number[] = [];
      for (let n = 0; n < 24; n++) {
        const account = `${n % 2 ? 'nil' : 'new'}-${n}@shop.example`;
        answers.push((await issueSolving(attack, mail(account))).body.code);
      }
      expect(answers.filter((code) => code === CODE.delivery)).toHaveLength(10);
      expect(answers.filter((code) => code === CODE.ok)).toHaveLength(10);
      expect(answers.slice(20)).toEqual(Array(4).fill(CODE.frequent));
      const replies = await expectEqual('SEC-16', [classOf('new'), classOf('nil')]);
      expect(replies).toEqual([expect.stringMatching(/^429 /)]);
      expect(relay.asked).toHaveLength(20);
    },
    MINUTES,
  );

  it(
    'SEC-57: take as long for a test recipient, to which nothing is sent',
    async () => {
      relay = await startRelay();
      const testRecipients = [{ match: '*@test.example', code: '424242', until: '2099-01-01' }];
      const {
        tenants: [tenant],
      } = unlimitedTenants();
      tenants = await writeTenantsFile({ tenants: [{ ...tenant, testRecipients }] });
      await start();
      const replies = await expectEqual('SEC-57', [
        classOf('nab', 'test.example'),
        classOf('new', 'tent.example'),
      ]);
      expect(replies).toEqual([expect.stringMatching(/^200 /)]);
      expect(relay.asked).toHaveLength(WARM_UP + ROUNDS);
    },
    MINUTES,
  );
});
