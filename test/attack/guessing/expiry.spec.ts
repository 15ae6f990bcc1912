import { REDIS_SLACK_MS } from '@system-management/challenge-store/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AttackApp } from '../support/attack-app.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { CODE, verify } from '../../support/requests.js';

const HOUR_MS = 3_600_000;
const LIFETIME_MS = 180_000;
const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };

onBothStores('SEC-09: the lifetime of a code', (open, store) => {
  let attack: AttackApp;
  // Redis' clock cannot be frozen, so tests stay away from the boundary. The stores' own suites test it to the millisecond.
  const near = store === 'memory' ? 1 : REDIS_SLACK_MS;
  beforeEach(async () => {
    attack = await AttackApp.start(await open());
  });
  afterEach(async () => {
    vi.useRealTimers();
    await attack.close();
  });
  const resultOf = async (code: Awaited<ReturnType<AttackApp['issue']>>) =>
    (await verify(attack, code)).body.code;

  it('SEC-09: has not ended just before the configured time', async () => {
    const held = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    const code = await attack.issue(MAIL);
    await attack.advance(LIFETIME_MS - near);
    expect(await resultOf(code)).toBe(CODE.ok);
    held.mockRestore();
  });

  it('SEC-09: has ended at the configured time', async () => {
    const code = await attack.issue(MAIL);
    await attack.advance(LIFETIME_MS + (store === 'memory' ? 0 : near));
    expect(await resultOf(code)).toBe(CODE.wrong);
  });

  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
  ])('SEC-09: does not depend on the wall clock: it jumps %s', async (_, jump) => {
    const [first, second] = [
      await attack.issue(MAIL),
      await attack.issue({ ...MAIL, account: 'joe@example.com' }),
    ];
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jump });
    expect(await resultOf(first)).toBe(CODE.ok);
    await attack.advance(LIFETIME_MS + near);
    expect(await resultOf(second)).toBe(CODE.wrong);
  });
});
