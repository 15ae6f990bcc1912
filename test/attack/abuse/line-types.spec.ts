import { Writable } from 'node:stream';
import { startHttpSink } from '@system-management/messaging/testing';
import { getCountries } from 'libphonenumber-js/max';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LOGGER } from '../../../src/operations/logging/logger.js';
import { exampleNumbers } from '../../support/example-numbers.js';
import { BEHIND_PROXY, CODE, type Fields, issue, verify } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { at } from '../support/networks.js';
import { lifetimes } from '../support/store-dump.js';

/** A tenant that sends as widely as the file allows: all countries, fixed lines, unknown ranges. */
const OPEN = {
  code: 'open',
  countries: getCountries(),
  sms: { landlines: true, numbers: 'possible' },
};

const EXPENSIVE = [
  'PREMIUM_RATE',
  'SHARED_COST',
  'TOLL_FREE',
  'PAGER',
  'VOICEMAIL',
  'PERSONAL_NUMBER',
  'UAN',
];

/** Prefixes of the keys of challenges, live codes, gaps, budgets, rates and unused codes. */
const STATE = /^(vc|lc|vg|wb|vr|uc):/;

/** Requests of one address that are sent without an image: any that were counted before would be missing. */
const WITHOUT_IMAGE = 10;

onBothStores('SEC-27: lines that cannot receive an SMS, with the shipped policy', (open, store) => {
  const log: string[] = [];
  let attack: AttackApp;
  let sink: Awaited<ReturnType<typeof startHttpSink>>;
  beforeAll(async () => {
    sink = await startHttpSink();
    const { env } = await open();
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const lines = new Writable({ write: (chunk, _, done) => (log.push(String(chunk)), done()) });
    attack = await AttackApp.start({
      tenantsFile: [{ code: 'default' }, OPEN],
      env: { ...BEHIND_PROXY, ...env, SMS_DSN: `webhook+http://127.0.0.1:${sink.port}/?secret=${secret}` },
      override: (builder) =>
        builder.overrideProvider(LOGGER).useValue(pino({ level: 'trace', base: null }, lines)),
    });
  });
  afterAll(async () => {
    await attack.close();
    await sink.stop();
  });

  const sms = (account: string): Fields => ({ use: 'login', type: 'phone', account });
  const attacker = at(1);
  const of = (tenant: string): Fields => ({ ...attacker, 'iThings-tenant-code': tenant });
  const state = async () =>
    (await lifetimes(attack)).map(({ name }) => name).filter((name) => STATE.test(name));

  it.each(['default', 'open'])(
    'SEC-27: get no message at the tenant %s, and cost nothing, in any country',
    async (tenant) => {
      const examples = exampleNumbers().filter(({ type }) => EXPENSIVE.includes(type));
      const replies = await inParallel(8, examples, ({ number }) => issue(attack, sms(number), of(tenant)));
      const byType = EXPENSIVE.map((type) => `${examples.filter((one) => one.type === type).length} ${type}`);
      logMetric(`SEC-27 ${store}: at ${tenant} 0 of ${examples.length} sent: ${byType.join(', ')}`);
      expect(examples.length).toBeGreaterThan(500);
      expect(new Set(replies.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
        new Set([`400 ${CODE.parameter}`]),
      );
      expect(sink.received).toEqual([]);
      expect(attack.sent.byId.size).toBe(0);
      expect(await state()).toEqual([]);
    },
  );

  it('SEC-27: fixed lines get none, unless the tenant has sms.landlines', async () => {
    const fixed = exampleNumbers().filter(({ type, region }) => type === 'FIXED_LINE' && region !== 'AR');
    const replies = await inParallel(8, fixed, ({ number }) => issue(attack, sms(number), of('default')));
    expect(fixed.length).toBeGreaterThan(200);
    // One of them is known as FIXED_LINE_OR_MOBILE to the library that decides: its country is not enabled.
    const codes = replies.map(({ body }) => body.code);
    expect(codes.filter((code) => code !== CODE.parameter)).toEqual([CODE.notEnabled]);
    expect(sink.received).toEqual([]);
    expect(await state()).toEqual([]);
  });

  it('SEC-27: answers for them are refused, and no wrong answers', async () => {
    for (const account of ['+19002530000', '+449098790000', '+448451234567']) {
      const answer = { ...sms(account), codeID: 'AAAAAAAAAAAAAAAAAAAA', code: '123456' };
      for (let n = 0; n < 15; n++)
        expect((await verify(attack, answer, attacker)).body.code).toBe(CODE.parameter);
    }
    expect(await state()).toEqual([]);
  });

  it('SEC-27: leave the address everything that it may send', async () => {
    const replies = [];
    for (const i of times(WITHOUT_IMAGE, Number))
      replies.push(await issue(attack, sms(`+86139123${i}0000`), attacker));
    expect(replies.map(({ body }) => body.code)).toEqual(times(WITHOUT_IMAGE, () => CODE.ok));
    expect((await issue(attack, sms('+8613912399999'), attacker)).body.code).toBe(CODE.needImage);
    expect(sink.received).toHaveLength(WITHOUT_IMAGE);
  });

  it('SEC-27: are not in the log', () => {
    const text = log.join('');
    expect(text).toContain('"recipient":"+86*******00"');
    const logged = exampleNumbers().filter(
      ({ type, number }) => EXPENSIVE.includes(type) && number.length > 9 && text.includes(number.slice(1)),
    );
    expect(logged).toEqual([]);
  });
});
