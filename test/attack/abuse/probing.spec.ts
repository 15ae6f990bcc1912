import { afterEach, expect, it } from 'vitest';
import { startHttpSink } from '@system-management/messaging/testing';
import { BEHIND_PROXY, CODE, type Fields, issue, issueSolving } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp, type AttackAppOptions } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { at, newNetworks } from '../support/networks.js';
import { type Relay, startRelay } from '../support/relay.js';
import { HOUR_MS } from '../support/time.js';

const MINUTES = 300_000;
const TRIES = 200;
/** Refused deliveries an hour. */
const [PER_ADDRESS, PER_NETWORK] = [10, 40];

/** Mailboxes that the relay of these tests knows. */
const isKnown = (address: string): boolean => address.startsWith('known');
const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });
const sms = (account: string): Fields => ({ use: 'login', type: 'phone', account });

onBothStores('SEC-50: probing with messages that are refused, with the shipped policy', (open, store) => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  const elsewhere = newNetworks();

  /** `OUTBOX=on` shows the images, which have to be solved. */
  const start = async (env: Fields, options: AttackAppOptions = {}): Promise<AttackApp> => {
    const opened = await open();
    const attack = await AttackApp.start({
      isShipped: true,
      ...options,
      env: { ...BEHIND_PROXY, ...opened.env, OUTBOX: 'on', ...env },
    });
    stops.push(() => attack.close());
    return attack;
  };
  const startWithRelay = async (
    options: AttackAppOptions = {},
  ): Promise<{ readonly attack: AttackApp; readonly relay: Relay }> => {
    const relay = await startRelay(isKnown);
    stops.push(() => relay.stop());
    return { relay, attack: await start(relay.env, options) };
  };
  /** A webhook that answers 404 for unknown numbers, and the numbers that it was asked for. */
  const startWebhook = async (isRefused: (number: string) => boolean) => {
    const asked: string[] = [];
    const sink = await startHttpSink((response, { body }) => {
      const { to } = (JSON.parse(body) as { readonly data: { readonly to: string } }).data;
      asked.push(to);
      response.writeHead(isRefused(to) ? 404 : 204).end();
    });
    stops.push(() => sink.stop());
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    return { asked, env: { SMS_DSN: `webhook+http://127.0.0.1:${sink.port}/?secret=${secret}` } };
  };

  it.each([
    ['in sequence', 1, 1, PER_ADDRESS],
    ['50 in parallel', 50, 1, PER_ADDRESS],
    ['in parallel from five addresses of a network', 50, 5, PER_NETWORK],
  ])(
    'SEC-50: 200 tries at different mailboxes reach few of them: %s',
    async (how, width, addresses, most) => {
      const { attack, relay } = await startWithRelay();
      const replies = await inParallel(width, times(TRIES, Number), (n) =>
        issue(attack, mail(`probe${n}@example.com`), at(1, n % addresses)),
      );
      const codes = replies.map(({ body }) => body.code);
      logMetric(`SEC-50 ${store}: ${TRIES} tries ${how}: ${relay.asked.length} RCPT`);
      const refused = replies.filter(({ body }) => body.code !== CODE.delivery);
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([429]));
      expect(relay.asked).toHaveLength(most);
      expect(codes.filter((code) => code === CODE.delivery)).toHaveLength(most);
      for (const { body } of refused)
        expect(body.data.retryAfter).toBeLessThanOrEqual((3600 / most) * addresses);

      // Another network is unaffected, and so is the prober after an hour.
      expect((await issue(attack, mail('known@example.com'), elsewhere())).body.code).toBe(CODE.ok);
      await attack.advance(HOUR_MS);
      expect((await issue(attack, mail('probe@example.com'), at(1, 0))).body.code).toBe(CODE.delivery);
    },
    MINUTES,
  );

  it('SEC-50: a delivered message gives the refused one back, so that clients with working mailboxes are not limited', async () => {
    const { attack, relay } = await startWithRelay();
    for (let n = 0; n < PER_ADDRESS + 2; n++) {
      expect((await issueSolving(attack, mail(`known${n}@example.com`), at(1))).body.code).toBe(CODE.ok);
    }
    const tries = times(PER_ADDRESS + 1, (n) => mail(`probe${n}@example.com`));
    const replies = await inParallel(1, tries, (body) => issueSolving(attack, body, at(1)));
    expect(replies.map(({ body }) => body.code)).toEqual([
      ...times(PER_ADDRESS, () => CODE.delivery),
      CODE.frequent,
    ]);
    expect(relay.asked).toHaveLength(2 * PER_ADDRESS + 2);
  });

  it('SEC-50: a refused message gives the recipient’s numbers back: the gap, and the messages until an image is required', async () => {
    const { attack } = await startWithRelay();
    for (let n = 0; n < 4; n++)
      expect((await issue(attack, mail('probe@example.com'), elsewhere())).body.code).toBe(CODE.delivery);
  });

  it('SEC-50: a refused message stays counted for its block of numbers and its tenant', async () => {
    const webhook = await startWebhook(() => true);
    const attack = await start(webhook.env);
    const number = (n: number): Fields => sms(`+861380013${String(n).padStart(4, '0')}`);
    for (let n = 0; n < 20; n++)
      expect((await issue(attack, number(n), elsewhere())).body.code).toBe(CODE.delivery);
    expect((await issue(attack, number(20), elsewhere())).body.code).toBe(CODE.needImage);

    const limits = { tenant: { messagesPerDay: 20 } };
    const { attack: small } = await startWithRelay({
      tenantsFile: [{ code: 'default', policy: { limits } }],
    });
    for (let n = 0; n < 20; n++)
      expect((await issue(small, mail(`probe${n}@example.com`), elsewhere())).body.code).toBe(CODE.delivery);
    expect((await issue(small, mail('known@example.com'), elsewhere())).body.code).toBe(CODE.needImage);
  });

  it(
    'SEC-50: 200 numbers that a webhook answers with 404 open no circuit, and other numbers get their SMS',
    async () => {
      const isOther = (number: string): boolean => number.endsWith('9999');
      const webhook = await startWebhook((number) => !isOther(number));
      const attack = await start(webhook.env);
      const block = (n: number, end: string): string => `+86138${String(n).padStart(4, '0')}${end}`;
      for (let round = 0; round < 10; round++) {
        // Ten from each of two addresses, to blocks of their own.
        const tries = times(TRIES / 10, (n) => round * (TRIES / 10) + n);
        const replies = await inParallel(4, tries, (n) =>
          issue(attack, sms(block(n, '0000')), at(300 + round, n % 2)),
        );
        expect(replies.map(({ body }) => body.code)).toEqual(tries.map(() => CODE.delivery));
        const other = await issue(attack, sms(block(round, '9999')), elsewhere());
        expect(other.body.code).toBe(CODE.ok);
      }
      // An open circuit asks the vendor nothing.
      expect(webhook.asked.filter((number) => !isOther(number))).toHaveLength(TRIES);
      expect(webhook.asked.filter(isOther)).toHaveLength(10);
    },
    MINUTES,
  );
});
