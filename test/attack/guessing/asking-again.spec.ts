import { randomBytes } from 'node:crypto';
import {
  describeWithRedis,
  RedisServer,
  withRelaxedTimeouts,
} from '@system-management/challenge-store/testing';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { times } from '../../support/vitest/times.js';
import {
  BEHIND_PROXY,
  CODE,
  codeOf,
  type Fields,
  from,
  ipNumber,
  issue,
  type IssueData,
  issueSolving,
  solved,
  verify,
} from '../../support/requests.js';
import { AttackApp } from '../support/attack-app.js';
import { MINUTE_MS, SECOND_MS, SLACK_MS } from '../support/time.js';

const LOGIN: Fields = { use: 'login', type: 'email', account: 'jane@example.com' };
const SMS: Fields = { use: 'login', type: 'phone', account: '+8613800138000' };

onBothStores('SEC-08: asking again, with the shipped policy', (open) => {
  let attack: AttackApp;
  let requests = 0;
  beforeEach(async () => {
    const { env } = await open();
    attack = await AttackApp.start({ isShipped: true, env: { ...BEHIND_PROXY, ...env } });
  });
  afterEach(() => attack.close());

  /** From another network each time, and with a solved image if one is needed. */
  const ask = async (request: Fields = LOGIN): Promise<IssueData> => {
    const { body } = await issueSolving(attack, request, from(ipNumber(256 * ++requests)));
    expect(body.code).toBe(CODE.ok);
    return body.data;
  };
  const answer = async (codeID: string, code: string, request: Fields = LOGIN): Promise<number> =>
    (await verify(attack, { ...request, codeID, code }, from(ipNumber(256 * ++requests)))).body.code;

  it.each([LOGIN, SMS])(
    'SEC-08: sends nothing within the gap, and the older message is right ($type)',
    async (request) => {
      const first = await ask(request);
      const second = await ask(request);
      expect(attack.sent.byId.has(second.codeID)).toBe(false);
      expect(second.codeID).not.toBe(first.codeID);
      expect(second.resendAfter).toBeGreaterThan(0);
      expect(second.resendAfter).toBeLessThanOrEqual(60);
      expect(await answer(second.codeID, codeOf(attack, first.codeID), request)).toBe(CODE.ok);
    },
  );

  it('SEC-08: sends the same code again after the gap', async () => {
    const first = await ask();
    await attack.advance(60 * SECOND_MS + SLACK_MS);
    const second = await ask();
    expect(codeOf(attack, second.codeID)).toBe(codeOf(attack, first.codeID));
    expect(second.resendAfter).toBe(60);
    expect(await answer(second.codeID, codeOf(attack, first.codeID))).toBe(CODE.ok);
  });

  it('SEC-08: one accept consumes the code for all its codeIDs', async () => {
    const first = await ask();
    const code = codeOf(attack, first.codeID);
    const others = [await ask(), await ask()];
    expect(await answer(others[1]?.codeID ?? '', code)).toBe(CODE.ok);
    for (const { codeID } of [first, ...others]) expect(await answer(codeID, code)).toBe(CODE.wrong);
  });

  it('SEC-08: accepts one of many parallel answers under different codeIDs', async () => {
    const first = await ask();
    const code = codeOf(attack, first.codeID);
    const ids = [first, ...(await Promise.all(times(19, () => ask())))].map(({ codeID }) => codeID);
    const answers = await Promise.all(ids.map((codeID) => answer(codeID, code)));
    expect(answers.filter((number) => number === CODE.ok)).toHaveLength(1);
    expect(answers.filter((number) => number === CODE.wrong)).toHaveLength(19);
  });

  it('SEC-08: answers eight requests at once with eight successes and one message', async () => {
    const issued = await Promise.all(times(8, () => ask()));
    const sent = issued.filter(({ codeID }) => attack.sent.byId.has(codeID));
    expect(sent).toHaveLength(1);
    expect(new Set(issued.map(({ codeID }) => codeID)).size).toBe(8);
    const code = codeOf(attack, sent[0]?.codeID ?? '');
    const other = issued.find(({ codeID }) => codeID !== sent[0]?.codeID);
    expect(await answer(other?.codeID ?? '', code)).toBe(CODE.ok);
  });

  it('SEC-08: answers one solved image that is submitted eight times at once with eight successes and one message', async () => {
    const client = from(ipNumber(256 * ++requests));
    for (let i = 0; i < 2; i++) {
      await ask();
      await attack.advance(60 * SECOND_MS + SLACK_MS);
    }
    const { body } = await issue(attack, LOGIN, client);
    expect(body.code).toBe(CODE.needImage);
    const request = { ...LOGIN, ...solved(attack, body.data.codeID) };
    const replies = await Promise.all(times(8, () => issue(attack, request, client)));
    expect(replies.map((reply) => reply.body.code)).toEqual(times(8, () => CODE.ok));
    expect(replies.filter((reply) => attack.sent.byId.has(reply.body.data.codeID))).toHaveLength(1);
  });

  it('SEC-08: gives another purpose, type, tenant or account another code', async () => {
    const code = codeOf(attack, (await ask()).codeID);
    const other = await ask({ ...LOGIN, account: 'joe@example.com' });
    expect(codeOf(attack, other.codeID)).not.toBe(code);
    expect(await answer(other.codeID, code, { ...LOGIN, account: 'joe@example.com' })).toBe(CODE.wrong);
    await attack.advance(60 * SECOND_MS + SLACK_MS);
    const register = await ask({ ...LOGIN, use: 'register' });
    expect(codeOf(attack, register.codeID)).not.toBe(code);
  });

  it('SEC-08: refuses another purpose within the gap, with the rest of the gap', async () => {
    await ask();
    const { status, body } = await issue(attack, { ...LOGIN, use: 'register' }, from(ipNumber(1)));
    expect([status, body.code]).toEqual([429, CODE.frequent]);
    expect(body.data.retryAfter).toBeLessThanOrEqual(60);
  });

  it('SEC-08: extends no code beyond 600 s', async () => {
    const first = await ask();
    const code = codeOf(attack, first.codeID);
    let last = first;
    for (let minute = 2; minute <= 8; minute += 2) {
      await attack.advance(2 * MINUTE_MS);
      last = await ask();
      expect(codeOf(attack, last.codeID)).toBe(code);
    }
    expect(last.expire).toBeLessThanOrEqual(120);
    await attack.advance(2 * MINUTE_MS + SLACK_MS);
    expect(await answer(last.codeID, code)).toBe(CODE.wrong);
    const next = await ask();
    expect(codeOf(attack, next.codeID)).not.toBe(code);
    expect(await answer(next.codeID, code)).toBe(CODE.wrong);
  });

  it('SEC-08: never repeats a consumed or an expired code', async () => {
    const first = await ask();
    const code = codeOf(attack, first.codeID);
    expect(await answer(first.codeID, code)).toBe(CODE.ok);
    await attack.advance(60 * SECOND_MS + SLACK_MS);
    const second = await ask();
    expect(codeOf(attack, second.codeID)).not.toBe(code);
    await attack.advance(180 * SECOND_MS + SLACK_MS);
    expect(codeOf(attack, (await ask()).codeID)).not.toBe(codeOf(attack, second.codeID));
  });

  it('SEC-08: voids no older code when a new one begins', async () => {
    const first = await ask();
    for (const seconds of [140, 140, 140]) {
      await attack.advance(seconds * SECOND_MS);
      await ask();
    }
    // The code is 420 s old; the last codeID ends at 600 s. At 530 s less than half a lifetime is left.
    const code = codeOf(attack, first.codeID);
    const older = await ask();
    await attack.advance(110 * SECOND_MS);
    expect(codeOf(attack, (await ask()).codeID)).not.toBe(code);
    expect(await answer(older.codeID, code)).toBe(CODE.ok);
  });

  it('SEC-03: counts wrong answers over all codeIDs of a code', async () => {
    const first = await ask();
    const right = codeOf(attack, first.codeID);
    const wrong = right === '000000' ? '111111' : '000000';
    const ids = [first, ...(await Promise.all(times(4, () => ask())))].map(({ codeID }) => codeID);
    for (const codeID of ids.slice(0, 4)) for (let i = 0; i < 4; i++) await answer(codeID, wrong);
    const judged = attack.decisions.filter(
      ({ outcome }) => outcome === 'mismatch' || outcome === 'exhausted',
    );
    expect(judged).toHaveLength(10);
    expect(await answer(ids[4] ?? '', right)).toBe(CODE.wrong);
  });
});

describeWithRedis('SEC-08: instances that list SECRET_KEYS in another order', () => {
  withRelaxedTimeouts();
  const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
  const start = (REDIS_URL: string, keys: string): Promise<AttackApp> =>
    AttackApp.start({ isShipped: true, env: { REDIS_URL, SECRET_KEYS: keys } });

  it('SEC-08: repeat each other’s codes', async () => {
    const redis = await RedisServer.start();
    const [k1, k2] = [key('k1'), key('k2')];
    const [one, other] = [await start(redis.url, `${k1},${k2}`), await start(redis.url, `${k2},${k1}`)];
    onTestFinished(async () => {
      await one.close();
      await other.close();
      await redis.stop();
    });
    const first = (await issue(one, LOGIN)).body.data;
    const second = (await issue(other, LOGIN)).body.data;
    expect(other.sent.byId.has(second.codeID)).toBe(false);
    const request = { ...LOGIN, codeID: second.codeID, code: codeOf(one, first.codeID) };
    expect((await verify(one, request)).body.code).toBe(CODE.ok);
    expect((await verify(other, { ...request, codeID: first.codeID })).body.code).toBe(CODE.wrong);
  });
});
