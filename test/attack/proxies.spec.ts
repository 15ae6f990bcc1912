import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AttackApp } from './support/attack-app.js';
import { inParallel } from './support/in-parallel.js';
import { onBothStores } from './support/on-both-stores.js';
import { BEHIND_PROXY, CODE, type Fields, from, verify } from './support/requests.js';
import { FULL, logMetric } from '../support/vitest/profile.js';

const MINUTES = 300_000;
/** An unknown id charges nothing but the address, so answers to one show how an address is counted. */
const UNKNOWN: Fields = {
  use: 'login',
  type: 'email',
  account: 'a@example.com',
  codeID: 'AAAAAAAAAAAAAAAAAAAA',
  code: '123456',
};
const ALLOWED = 5;

/** Forged addresses in all the spellings that some parser takes. */
function forged(i: number): string {
  const [a, b] = [i & 255, (i >> 8) & 255];
  const spellings = [
    `10.0.${b}.${a}`,
    `203.0.113.${a}, 10.1.${b}.${a}`,
    `2001:db8:${i.toString(16)}::1`,
    `::ffff:10.2.${b}.${a}`,
    `"[2001:db8::${i.toString(16)}]:4711"`,
    `for=10.3.${b}.${a};proto=https;by=203.0.113.43`,
    `127.0.0.1, 10.4.${b}.${a}`,
    `10.5.${b}.${a}:8080`,
    `unknown${i}`,
    `${i}`,
  ];
  return spellings[i % spellings.length]!;
}
const HEADERS = [
  'X-Forwarded-For',
  'Forwarded',
  'X-Real-IP',
  'CF-Connecting-IP',
  'True-Client-IP',
  'X-Client-IP',
];

onBothStores('SEC-18: the client’s address', (open, store) => {
  const values = Array.from({ length: FULL ? 1000 : 50 }, (_, i) => forged(i));
  let attack: AttackApp;
  const start = async (env: Fields): Promise<void> => {
    attack = await AttackApp.start({
      env: { ...(await open()).env, ...env },
      limits: { ip: { messagesPerHour: 1, imagesPerMinute: 1, wrongPerHour: ALLOWED } },
    });
  };
  afterEach(() => attack.close());

  /** How many of the requests were judged: a bucket lets {@link ALLOWED} through. */
  const judged = async (requests: readonly Fields[]): Promise<number> => {
    const answers = await inParallel(8, requests, (headers) => verify(attack, UNKNOWN, headers));
    const codes = answers.map(({ body }) => body.code);
    expect(new Set(codes)).toEqual(new Set([CODE.wrong, CODE.frequent]));
    return codes.filter((code) => code === CODE.wrong).length;
  };

  it(
    'is the socket’s without a trusted proxy, whatever the client puts into six headers',
    async () => {
      await start({});
      const requests = HEADERS.flatMap((header) => values.map((value) => ({ [header]: value })));
      const count = await judged(requests);
      logMetric(`SEC-18 ${store}: direct, ${requests.length} forged values, ${count / ALLOWED} bucket`);
      expect(count).toBe(ALLOWED);
    },
    MINUTES,
  );

  it(
    'is what the proxy appended, however much the client had put in front of it',
    async () => {
      await start(BEHIND_PROXY);
      const requests = HEADERS.flatMap((header) =>
        values.map((value) =>
          header === 'X-Forwarded-For'
            ? from(`${value}, 198.51.100.7`)
            : { [header]: value, ...from('198.51.100.7') },
        ),
      );
      const count = await judged(requests);
      logMetric(
        `SEC-18 ${store}: behind a proxy, ${requests.length} forged values, ${count / ALLOWED} bucket`,
      );
      expect(count).toBe(ALLOWED);
    },
    MINUTES,
  );

  it('is the socket’s for a peer that is not trusted, also while others are', async () => {
    await start({ TRUSTED_PROXIES: '192.0.2.0/24,::1' });
    expect(await judged(values.map((value) => from(value)))).toBe(ALLOWED);
  });

  it('is not the proxy’s own: two clients behind it have two buckets', async () => {
    await start(BEHIND_PROXY);
    const requests = values.map((_, i) => from(`198.51.100.${i % 2}`));
    expect(await judged(requests)).toBe(2 * ALLOWED);
  });
});

onBothStores('SEC-19: an IPv6 network', (open, store) => {
  const ADDRESSES = FULL ? 10_000 : 300;
  let attack: AttackApp;
  beforeAll(async () => {
    attack = await AttackApp.start({
      env: { ...BEHIND_PROXY, ...(await open()).env },
      limits: { ip: { messagesPerHour: 1, imagesPerMinute: 1, wrongPerHour: ALLOWED } },
    });
  });
  afterAll(() => attack.close());
  const judged = async (addresses: readonly string[]): Promise<number> => {
    const answers = await inParallel(8, addresses, (address) => verify(attack, UNKNOWN, from(address)));
    return answers.filter(({ body }) => body.code === CODE.wrong).length;
  };
  const group = (n: number): string => (n & 0xffff).toString(16);
  /** Anything in one /64: short, long, upper case, with IPv4 at its end. */
  const inNetwork = (i: number): string =>
    [
      `2001:db8:7:9:${group(i * 7919)}:${group(i * 31)}:${group(i)}:1`,
      `2001:0DB8:0007:0009::${group(i)}`,
      `2001:db8:7:9:${group(i)}::`,
      `2001:db8:7:9::10.${i & 255}.${(i >> 8) & 255}.1`,
    ][i % 4]!;

  it(
    'counts as one client with all the addresses of its /64',
    async () => {
      const addresses = Array.from({ length: ADDRESSES }, (_, i) => inNetwork(i));
      const count = await judged(addresses);
      logMetric(
        `SEC-19 ${store}: ${new Set(addresses).size} addresses of one /64, ${count / ALLOWED} bucket`,
      );
      expect(count).toBe(ALLOWED);
    },
    MINUTES,
  );

  it('does not count for its neighbour', async () => {
    expect(await judged(Array.from({ length: 20 }, (_, i) => `2001:db8:7:a::${group(i)}`))).toBe(ALLOWED);
    expect(await judged(Array.from({ length: 3 }, (_, i) => `2001:db8:8:${group(i + 1)}::1`))).toBe(3);
  });

  it('is none for an IPv4 address that is written as IPv6: it counts as itself', async () => {
    const spellings = [
      '198.51.100.9',
      '::ffff:198.51.100.9',
      '::FFFF:c633:6409',
      '0:0:0:0:0:ffff:198.51.100.9',
    ];
    expect(await judged(Array.from({ length: 20 }, (_, i) => spellings[i % 4]!))).toBe(ALLOWED);
    expect(await judged(['::ffff:198.51.100.10', '198.51.100.11'])).toBe(2);
  });
});
