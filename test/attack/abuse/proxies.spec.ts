import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AttackApp } from '../support/attack-app.js';
import { forgedAddress, forgedHeaders, FORWARDING_HEADERS } from '../support/forged-addresses.js';
import { inParallel } from '../support/in-parallel.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { BEHIND_PROXY, CODE, type Fields, from, verify } from '../../support/requests.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const MINUTES = 300_000;
/** An answer with an unknown id is charged to its address only, so it shows how addresses are counted. */
const UNKNOWN: Fields = {
  use: 'login',
  type: 'email',
  account: 'a@example.com',
  codeID: 'AAAAAAAAAAAAAAAAAAAA',
  code: '123456',
};
const ALLOWED = 5;

/**
 * Counts the requests that were not limited: {@link ALLOWED} per counted address. The first ones are sent one after the
 * other, because a wrong answer is counted after its response.
 */
async function countUnlimited(attack: AttackApp, requests: readonly Fields[]): Promise<number> {
  const send = (headers: Fields) => verify(attack, UNKNOWN, headers);
  const responses = [
    ...(await inParallel(1, requests.slice(0, 4 * ALLOWED), send)),
    ...(await inParallel(8, requests.slice(4 * ALLOWED), send)),
  ];
  const codes = responses.map(({ body }) => body.code);
  expect([CODE.wrong, CODE.frequent]).toEqual(expect.arrayContaining(codes));
  return codes.filter((code) => code === CODE.wrong).length;
}

onBothStores('SEC-18: the client address', (open, store) => {
  const values = Array.from({ length: FULL ? 1000 : 50 }, (_, i) => forgedAddress(i));
  let attack: AttackApp;
  const start = async (env: Fields): Promise<void> => {
    attack = await AttackApp.start({
      env: { ...(await open()).env, ...env },
      limits: { address: { messagesPerHour: 1, imagesPerMinute: 1, wrongPerHour: ALLOWED } },
    });
  };
  afterEach(() => attack.close());

  const countAllowed = (requests: readonly Fields[]) => countUnlimited(attack, requests);

  it(
    'is the socket’s without a trusted proxy, with any value in six forwarding headers',
    async () => {
      await start({});
      const requests = forgedHeaders(values.length);
      const count = await countAllowed(requests);
      logMetric(`SEC-18 ${store}: direct, ${requests.length} forged values, ${count / ALLOWED} bucket`);
      expect(count).toBe(ALLOWED);
    },
    MINUTES,
  );

  it(
    'is the one that the trusted proxy appended, behind any values from the client',
    async () => {
      await start(BEHIND_PROXY);
      const requests = FORWARDING_HEADERS.flatMap((header) =>
        values.map((value) =>
          header === 'X-Forwarded-For'
            ? from(`${value}, 198.51.100.7`)
            : { [header]: value, ...from('198.51.100.7') },
        ),
      );
      const count = await countAllowed(requests);
      logMetric(
        `SEC-18 ${store}: behind a proxy, ${requests.length} forged values, ${count / ALLOWED} bucket`,
      );
      expect(count).toBe(ALLOWED);
    },
    MINUTES,
  );

  it('is the socket’s for an untrusted peer while other proxies are trusted', async () => {
    await start({ TRUSTED_PROXIES: '192.0.2.0/24,::1' });
    expect(await countAllowed(values.map((value) => from(value)))).toBe(ALLOWED);
  });

  it('differs for two clients behind the same proxy', async () => {
    await start(BEHIND_PROXY);
    const requests = values.map((_, i) => from(`198.51.100.${i % 2}`));
    expect(await countAllowed(requests)).toBe(2 * ALLOWED);
  });
});

onBothStores('SEC-19: IPv6 addresses', (open, store) => {
  const ADDRESSES = FULL ? 10_000 : 300;
  let attack: AttackApp;
  beforeAll(async () => {
    attack = await AttackApp.start({
      env: { ...BEHIND_PROXY, ...(await open()).env },
      limits: { address: { messagesPerHour: 1, imagesPerMinute: 1, wrongPerHour: ALLOWED } },
    });
  });
  afterAll(() => attack.close());
  const countAllowed = (addresses: readonly string[]) => countUnlimited(attack, addresses.map(from));
  const group = (n: number): string => (n & 0xffff).toString(16);
  /** Addresses of one /64 in several notations: compressed, full, upper case, with an IPv4 suffix. */
  const inNetwork = (i: number): string =>
    [
      `2001:db8:7:9:${group(i * 7919)}:${group(i * 31)}:${group(i)}:1`,
      `2001:0DB8:0007:0009::${group(i)}`,
      `2001:db8:7:9:${group(i)}::`,
      `2001:db8:7:9::10.${i & 255}.${(i >> 8) & 255}.1`,
    ][i % 4]!;

  it(
    'of one /64 count as one client',
    async () => {
      const addresses = Array.from({ length: ADDRESSES }, (_, i) => inNetwork(i));
      const count = await countAllowed(addresses);
      logMetric(
        `SEC-19 ${store}: ${new Set(addresses).size} addresses of one /64, ${count / ALLOWED} bucket`,
      );
      expect(count).toBe(ALLOWED);
    },
    MINUTES,
  );

  it('of another /64 count separately', async () => {
    expect(await countAllowed(Array.from({ length: 20 }, (_, i) => `2001:db8:7:a::${group(i)}`))).toBe(
      ALLOWED,
    );
    expect(await countAllowed(Array.from({ length: 3 }, (_, i) => `2001:db8:8:${group(i + 1)}::1`))).toBe(3);
  });

  it('that map an IPv4 address count as that IPv4 address', async () => {
    const spellings = [
      '198.51.100.9',
      '::ffff:198.51.100.9',
      '::FFFF:c633:6409',
      '0:0:0:0:0:ffff:198.51.100.9',
    ];
    expect(await countAllowed(Array.from({ length: 20 }, (_, i) => spellings[i % 4]!))).toBe(ALLOWED);
    expect(await countAllowed(['::ffff:198.51.100.10', '198.51.100.11'])).toBe(2);
  });
});
