import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  BEHIND_PROXY,
  CODE,
  codeOf,
  type Fields,
  from,
  ipNumber,
  issue,
  type IssueData,
  verify,
} from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { eventually } from '../../support/wait.js';
import { askPatiently } from '../support/ask-patiently.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { HOUR_MS } from '../support/time.js';

const MINUTES = 300_000;
/** Wrong answers an hour that a tenant takes before its new codes are strong. */
const CAP = 1000;
const STRONG_LENGTH = 10;

onBothStores('SEC-47: password spraying against a tenant, with the shipped policy', (open, store) => {
  let attack: AttackApp;
  let networks = 0;
  beforeEach(async () => {
    const { env } = await open();
    attack = await AttackApp.start({ isShipped: true, tenants: ['other'], env: { ...BEHIND_PROXY, ...env } });
  });
  afterEach(() => attack.close());

  /** An address in a network of its own. */
  const elsewhere = (): Fields => from(ipNumber(256 * ++networks));
  const request = (n: number): Fields => ({ use: 'login', type: 'email', account: `user${n}@example.com` });
  /** Asks for a first code without solving an image. */
  const issueNew = async (
    n: number,
    headers: Fields = {},
  ): Promise<IssueData & { readonly length: number }> => {
    const { body } = await issue(attack, request(n), { ...elsewhere(), ...headers });
    expect(body.code).toBe(CODE.ok);
    return { ...body.data, length: codeOf(attack, body.data.codeID).length };
  };
  const guess = (n: number, { codeID }: IssueData, right: string, count: number) =>
    Promise.all(
      times(count, () => verify(attack, { ...request(n), codeID, code: wrongCode(right) }, elsewhere())),
    );
  /** Sends ten guesses at one account, each from another network: five for each of two codeIDs of one code. */
  const spray = async (n: number): Promise<void> => {
    const headers = elsewhere();
    const first = (await issue(attack, request(n), headers)).body.data;
    const right = codeOf(attack, first.codeID);
    await guess(n, first, right, 5);
    await guess(n, (await issue(attack, request(n), headers)).body.data, right, 5);
  };
  const sprayAll = (first: number, count: number) =>
    inParallel(
      4,
      times(count, (i) => first + i),
      spray,
    );
  const compared = (): number =>
    attack.decisions.filter(({ outcome }) => outcome === 'mismatch' || outcome === 'exhausted').length;

  it(
    'SEC-47: makes all new codes of the tenant strong while it lasts, asks no other account for an image, and locks none out',
    async () => {
      const waiting = await issueNew(90_000);
      await sprayAll(0, CAP / 10 - 1);
      expect(compared()).toBe(CAP - 10);
      expect(await issueNew(80_000)).toMatchObject({ length: 6 });

      // Every 3.6 s the tenant may have one more, so the spraying goes on until it has used up these, too.
      let next = CAP / 10;
      const strong = await eventually(async () => {
        await sprayAll(next, 10);
        next += 10;
        const issued = await issueNew(next + 10_000);
        expect(issued.length).toBe(STRONG_LENGTH);
        return { ...issued, n: next + 10_000 };
      });
      logMetric(`SEC-47 ${store}: ${compared()} wrong answers compared, then new codes are strong`);
      expect(await issueNew(0, { 'iThings-tenant-code': 'other' })).toMatchObject({ length: 6 });

      // Right codes are accepted: an outstanding normal one, a strong one, and one of a sprayed account.
      await attack.advance(61_000);
      const sprayed = await askPatiently(attack, request(1), elsewhere());
      expect(sprayed.waitedMs).toBe(0);
      expect(codeOf(attack, sprayed.data.codeID)).toHaveLength(STRONG_LENGTH);
      for (const [n, codeID] of [
        [90_000, waiting.codeID],
        [strong.n, strong.codeID],
        [1, sprayed.data.codeID],
      ] as const) {
        const answer = { ...request(n), codeID, code: codeOf(attack, codeID) };
        expect((await verify(attack, answer, elsewhere())).body.code).toBe(CODE.ok);
      }

      await attack.advance(HOUR_MS);
      expect(await issueNew(50_000)).toMatchObject({ length: 6 });
    },
    MINUTES,
  );
});
