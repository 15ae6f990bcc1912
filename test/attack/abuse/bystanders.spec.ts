import { afterEach, expect, it } from 'vitest';
import type { ApiResponse } from '../../support/app.js';
import {
  BEHIND_PROXY,
  CODE,
  codeOf,
  type Fields,
  issue,
  type IssueData,
  issueSolving,
  verify,
} from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { askPatiently } from '../support/ask-patiently.js';
import { AttackApp, type AttackAppOptions } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { at, newNetworks } from '../support/networks.js';
import { SECOND_MS } from '../support/time.js';

const MINUTES = 300_000;
const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });
const sms = (account: string): Fields => ({ use: 'login', type: 'phone', account });

onBothStores('SEC-51: bystanders, with the shipped policy', (open, store) => {
  const elsewhere = newNetworks();
  let attack: AttackApp;
  afterEach(() => attack.close());
  const start = async (options: AttackAppOptions = {}): Promise<void> => {
    const { env } = await open();
    attack = await AttackApp.start({ isShipped: true, ...options, env: { ...BEHIND_PROXY, ...env } });
  };

  /** Asks for a code as a person does, and answers it. @returns what it took */
  const logIn = async (body: Fields, headers: Fields): Promise<{ waitedMs: number; images: number }> => {
    const { data, ...took } = await askPatiently(attack, body, headers);
    const answer = { ...body, codeID: data.codeID, code: codeOf(attack, data.codeID) };
    expect((await verify(attack, answer, headers)).body.code).toBe(CODE.ok);
    return took;
  };
  const countOf = (replies: readonly ApiResponse<IssueData>[], code: number): number =>
    replies.filter(({ body }) => body.code === code).length;

  it(
    'SEC-51: get an SMS inside a block of numbers that is pumped with images, within ten minutes',
    async () => {
      await start();
      const number = (n: number): Fields => sms(`+861391234${String(n).padStart(4, '0')}`);
      // Four networks, with eight addresses each.
      const pump = (ask: typeof issue, first: number, count: number) =>
        inParallel(
          4,
          times(count, (i) => first + i),
          (n) => ask(attack, number(n), at(n % 4, (n >> 2) % 8)),
        );
      expect(countOf(await pump(issue, 0, 40), CODE.ok)).toBe(20);
      const early = await logIn(number(9998), elsewhere());
      expect(early).toEqual({ waitedMs: 0, images: 1 });
      await pump(issueSolving, 100, 100);
      expect((await issueSolving(attack, number(300), elsewhere())).body.code).toBe(CODE.frequent);

      const late = await logIn(number(9999), elsewhere());
      logMetric(`SEC-51 ${store}: in a pumped block: ${late.waitedMs / SECOND_MS} s, ${late.images} image`);
      expect(late.images).toBe(1);
      // Other blocks are not affected.
      expect(await logIn(sms('+8613912350000'), elsewhere())).toEqual({ waitedMs: 0, images: 0 });
    },
    MINUTES,
  );

  it(
    'SEC-51: get a message of a tenant whose day is used up with images, within ten minutes, and other tenants are not affected',
    async () => {
      const perDay = 100;
      const limits = { tenant: { messagesPerDay: perDay } };
      await start({ tenantsFile: [{ code: 'default', policy: { limits } }, { code: 'other' }] });
      const flood = (ask: typeof issue, first: number, count: number) =>
        inParallel(
          8,
          times(count, (i) => first + i),
          (n) => ask(attack, mail(`a${n}@example.com`), elsewhere()),
        );
      expect(countOf(await flood(issue, 0, perDay + 10), CODE.ok)).toBe(perDay);
      expect(await logIn(mail('early@example.com'), elsewhere())).toEqual({ waitedMs: 0, images: 1 });
      await flood(issueSolving, 200, perDay);
      expect((await issueSolving(attack, mail('a@example.com'), elsewhere())).body.code).toBe(CODE.frequent);

      const late = await logIn(sms('+8613800138000'), elsewhere());
      logMetric(`SEC-51 ${store}: in a used-up tenant: ${late.waitedMs / SECOND_MS} s, ${late.images} image`);
      expect(late.images).toBe(1);
      const other = { ...elsewhere(), 'iThings-tenant-code': 'other' };
      expect(await logIn(mail('jane@example.com'), other)).toEqual({ waitedMs: 0, images: 0 });
    },
    MINUTES,
  );

  it('SEC-51: leave a network of a used-up tenant and block its quarter', async () => {
    const limits = { tenant: { messagesPerDay: 100 } };
    await start({ tenantsFile: [{ code: 'default', policy: { limits } }] });
    const replies = await inParallel(4, times(60, Number), (n) =>
      issue(attack, mail(`a${n}@example.com`), at(0, n % 12)),
    );
    expect(countOf(replies, CODE.ok)).toBe(25);
    expect(await logIn(mail('jane@example.com'), elsewhere())).toEqual({ waitedMs: 0, images: 0 });
  });
});
