import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiResponse } from '../../support/app.js';
import {
  BEHIND_PROXY,
  CODE,
  type Fields,
  issue,
  type IssueData,
  issueSolving,
  verify,
} from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { at, newNetworks } from '../support/networks.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, SLACK_MS } from '../support/time.js';

const MINUTES = 300_000;
const UNKNOWN = { codeID: 'AAAAAAAAAAAAAAAAAAAA', code: '123456' };
const TENANTS = times(100, (i) => `t${i}`);

/** One limit of the contract's §5: `count` at once, then one more every `windowMs / count`. */
interface Row {
  readonly title: string;
  readonly count: number;
  readonly windowMs: number;
  /** Returns the n-th request of a client who uses the limit up. */
  readonly start: () => (n: number) => Promise<ApiResponse<IssueData>>;
  /** Time that passes before each request. @default 0 */
  readonly everyMs?: number;
}

onBothStores('SEC-29: a refusal, with the shipped policy', (open, store) => {
  const elsewhere = newNetworks();
  let attack: AttackApp;
  let accounts = 0;
  let networks = 0;
  let blocks = 100;
  beforeAll(async () => {
    const { env } = await open();
    attack = await AttackApp.start({ isShipped: true, tenants: TENANTS, env: { ...BEHIND_PROXY, ...env } });
  });
  afterAll(() => attack.close());

  const newMail = (): Fields => ({
    use: 'login',
    type: 'email',
    account: `person${accounts++}@example.com`,
  });
  const send = (body: Fields, headers: Fields) => issueSolving(attack, body, headers);
  /** The n-th request's address: one of these in a network of the test's own. */
  const clients = (addresses: number): ((n: number) => Fields) => {
    const network = networks++;
    return (n) => at(network, n % addresses);
  };
  const image = (presentation: string, headers: Fields) =>
    issue(attack, { use: 'login', type: 'image', presentation }, headers);
  const answer = async (headers: Fields) =>
    (await verify(
      attack,
      { ...newMail(), ...UNKNOWN },
      headers,
    )) as ApiResponse<unknown> as ApiResponse<IssueData>;

  const rows: readonly Row[] = [
    ...[
      // No address of the network reaches its own limit.
      { what: 'one address', addresses: 1, times: 1 },
      { what: 'one network', addresses: 12, times: 4 },
    ].flatMap(({ what, addresses, times }): Row[] => [
      {
        title: `messages for ${what}`,
        count: 30 * times,
        windowMs: HOUR_MS,
        start: () => {
          const headers = clients(addresses);
          return (n) => send(newMail(), headers(n));
        },
      },
      {
        title: `spoken images for ${what}`,
        count: 12 * times,
        windowMs: MINUTE_MS,
        start: () => {
          const headers = clients(addresses);
          return (n) => image('audio', headers(n));
        },
      },
      {
        title: `wrong answers of ${what}`,
        count: 60 * times,
        windowMs: HOUR_MS,
        start: () => {
          const headers = clients(addresses);
          return (n) => answer(headers(n));
        },
      },
    ]),
    {
      title: 'images for one address',
      count: 120,
      windowMs: MINUTE_MS,
      start: () => {
        const headers = clients(1);
        return (n) => image('image', headers(n));
      },
    },
    {
      title: 'SMS to one block of numbers',
      count: 100,
      windowMs: HOUR_MS,
      start: () => {
        const block = blocks++;
        return (n) =>
          send(
            { use: 'login', type: 'phone', account: `+86138${block}1${String(n).padStart(4, '0')}` },
            elsewhere(),
          );
      },
    },
    {
      title: 'SMS of one network to one block of numbers',
      count: 25,
      windowMs: HOUR_MS,
      start: () => {
        const [block, headers] = [blocks++, clients(12)];
        return (n) =>
          send(
            { use: 'login', type: 'phone', account: `+86138${block}1${String(n).padStart(4, '0')}` },
            headers(n),
          );
      },
    },
    {
      title: 'messages of one network to one account beyond its five an hour, with an image each',
      count: 1,
      windowMs: 10 * MINUTE_MS,
      everyMs: MINUTE_MS + SECOND_MS,
      start: () => {
        const [body, headers] = [newMail(), clients(1)];
        return async (n) => {
          if (n === 0)
            for (let i = 0; i < 5; i++) {
              expect((await send(body, headers(0))).body.code).toBe(CODE.ok);
              await attack.advance(MINUTE_MS + SECOND_MS);
            }
          return send(body, headers(n));
        };
      },
    },
    {
      title: 'messages of 100 tenants to one account, with an image each beyond 40',
      count: 40,
      windowMs: DAY_MS,
      start: () => {
        const body = newMail();
        return (n) => send(body, { ...elsewhere(), 'iThings-tenant-code': TENANTS[n % 100]! });
      },
    },
  ];
  /** Messages that a solved image allows beyond the count. */
  const withImage = (title: string): number => (title.includes('beyond 40') ? 20 : 0);

  it.each(rows.map((row) => [row.title, row] as const))(
    'SEC-29: for too many %s says when the next one is allowed, in seconds',
    async (title, { count, windowMs, everyMs = 0, start }) => {
      const request = start();
      const intervalMs = windowMs / count;
      let n = 0;
      const next = async (): Promise<ApiResponse<IssueData>> => {
        if (n > 0) await attack.advance(everyMs);
        return request(n++);
      };
      const began = attack.now();
      let refusal = await next();
      while (refusal.status !== 429) {
        expect(refusal.body.code).toBe(title.startsWith('wrong') ? CODE.wrong : CODE.ok);
        refusal = await next();
      }
      const passed = n - 1 - withImage(title);
      expect(passed).toBeGreaterThanOrEqual(count);
      // More were allowed while the others were sent.
      expect(passed).toBeLessThanOrEqual(count + (attack.now() - began) / intervalMs);

      const { status, headers, body } = refusal;
      expect([status, body.code]).toEqual([429, CODE.frequent]);
      const retryAfter = body.data.retryAfter!;
      logMetric(`SEC-29 ${store}: ${title}: ${passed} passed, retryAfter ${retryAfter} s`);
      expect(body.data).toEqual({ retryAfter });
      expect(headers.get('retry-after')).toBe(String(retryAfter));
      expect(Number.isInteger(retryAfter)).toBe(true);
      expect(retryAfter).toBeGreaterThanOrEqual(1);
      expect(retryAfter).toBeLessThanOrEqual(Math.ceil(intervalMs / SECOND_MS));

      const beforeMs = Math.max(0, retryAfter * SECOND_MS - SLACK_MS);
      await attack.advance(beforeMs);
      if (beforeMs > 0) expect((await request(n++)).status).toBe(429);
      await attack.advance(retryAfter * SECOND_MS - beforeMs);
      expect((await request(n++)).status).not.toBe(429);
    },
    MINUTES,
  );

  it('SEC-29: says how long the rest of the gap is, when a code for another purpose was just sent', async () => {
    const [body, headers] = [newMail(), elsewhere()];
    await send(body, headers);
    await attack.advance(30 * SECOND_MS);
    const refusal = await send({ ...body, use: 'register' }, headers);
    expect([refusal.status, refusal.body.code]).toEqual([429, CODE.frequent]);
    const retryAfter = refusal.body.data.retryAfter!;
    expect(retryAfter).toBeLessThanOrEqual(30);
    expect(refusal.headers.get('retry-after')).toBe(String(retryAfter));
    await attack.advance(retryAfter * SECOND_MS);
    expect((await send({ ...body, use: 'register' }, headers)).body.code).toBe(CODE.ok);
  });

  it('SEC-29: says at most 4 h 48 min, to a network that has used up its share of an account’s day, with images too', async () => {
    const [body, headers] = [newMail(), elsewhere()];
    for (const gapMs of [MINUTE_MS, 10 * MINUTE_MS]) {
      for (let i = 0; i < 5; i++) {
        expect((await send(body, headers)).body.code).toBe(CODE.ok);
        await attack.advance(gapMs + SECOND_MS);
      }
    }
    const { data } = (await send(body, headers)).body;
    logMetric(`SEC-29 ${store}: a network beyond its share of an account: retryAfter ${data.retryAfter} s`);
    expect(data.retryAfter).toBeGreaterThan(3.5 * 3600);
    expect(data.retryAfter).toBeLessThanOrEqual(86_400 / 5);
    // The account's owner in another network waits for nothing.
    expect((await send(body, elsewhere())).body.code).toBe(CODE.ok);
  });

  it('SEC-29: says at most 72 min for an account whose day is used up by many networks, with images too', async () => {
    const body = newMail();
    let longest = 0;
    let sent = 0;
    // Waits that an hour's limit causes are over first.
    while (longest <= HOUR_MS / SECOND_MS / 5) {
      const { body: reply } = await send(body, elsewhere());
      if (reply.code === CODE.ok) sent++;
      else longest = Math.max(longest, reply.data.retryAfter!);
      await attack.advance(MINUTE_MS + SECOND_MS);
    }
    logMetric(`SEC-29 ${store}: an account beyond its day: ${sent} messages, retryAfter ${longest} s`);
    expect(sent).toBeGreaterThanOrEqual(25);
    expect(longest).toBeLessThanOrEqual(86_400 / 20);
  });
});

/** Response headers except those that differ between any two responses. */
function stableHeaders({ headers }: ApiResponse<IssueData>): Record<string, string> {
  const {
    'x-request-id': _id,
    date: _date,
    'content-length': _length,
    ...others
  } = Object.fromEntries(headers);
  return others;
}

onBothStores('SEC-29: responses to new and to known recipients, with the shipped policy', (open) => {
  it('SEC-29: have the same headers and fields, and a 429 has Retry-After in addition', async () => {
    const { env } = await open();
    const attack = await AttackApp.start({ isShipped: true, env: { ...BEHIND_PROXY, ...env } });
    const elsewhere = newNetworks();
    try {
      const mailTo = (account: string): Fields => ({ use: 'login', type: 'email', account });
      const [used, fresh] = [mailTo('used@example.com'), mailTo('fresh@example.com')];
      await issue(attack, used, elsewhere());
      const [first, repeated] = [
        await issue(attack, fresh, elsewhere()),
        await issue(attack, used, elsewhere()),
      ];
      await attack.advance(2 * MINUTE_MS);
      const again = await issue(attack, used, elsewhere());
      const refused = await issue(attack, { ...used, use: 'register' }, elsewhere());
      expect([first, repeated, again, refused].map(({ status }) => status)).toEqual([200, 200, 200, 429]);
      for (const known of [repeated, again]) {
        expect(stableHeaders(known)).toEqual(stableHeaders(first));
        const { codeID: _id, resendAfter, ...fields } = known.body.data;
        const { codeID: _other, resendAfter: gap, ...expected } = first.body.data;
        expect(fields).toEqual({ ...expected, sentTo: 'u***@e***.com' });
        expect(resendAfter).toBeLessThanOrEqual(gap!);
      }
      const { 'retry-after': retryAfter, ...others } = stableHeaders(refused);
      expect(retryAfter).toBe(String(refused.body.data.retryAfter));
      expect(others).toEqual(stableHeaders(first));
    } finally {
      await attack.close();
    }
  });
});
