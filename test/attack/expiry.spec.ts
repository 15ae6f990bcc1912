import { REDIS_SLACK_MS } from '@system-management/challenge-store/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AttackApp } from './support/attack-app.js';
import { onBothStores } from './support/on-both-stores.js';
import { CODE, verify } from './support/requests.js';

const HOUR_MS = 3_600_000;
const LIFETIME_MS = 180_000;
const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };

onBothStores('The end of a code', (open, store) => {
  let attack: AttackApp;
  // Redis' clock cannot be held, so a test keeps away from the edge; to the millisecond see the stores' own suites.
  const near = store === 'memory' ? 1 : REDIS_SLACK_MS;
  beforeEach(async () => {
    attack = await AttackApp.start(await open());
  });
  afterEach(async () => {
    vi.useRealTimers();
    await attack.close();
  });
  const codeOf = async (code: Awaited<ReturnType<AttackApp['issue']>>) =>
    (await verify(attack, code)).body.code;

  it('SEC-09: is not before its lifetime is over', async () => {
    const held = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    const code = await attack.issue(MAIL);
    await attack.advance(LIFETIME_MS - near);
    expect(await codeOf(code)).toBe(CODE.ok);
    held.mockRestore();
  });

  it('SEC-09: is when its lifetime is over', async () => {
    const code = await attack.issue(MAIL);
    await attack.advance(LIFETIME_MS + (store === 'memory' ? 0 : near));
    expect(await codeOf(code)).toBe(CODE.wrong);
  });

  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
  ])('SEC-09: is not moved by the wall clock of this machine jumping %s', async (_, jump) => {
    const [first, second] = [
      await attack.issue(MAIL),
      await attack.issue({ ...MAIL, account: 'joe@example.com' }),
    ];
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jump });
    expect(await codeOf(first)).toBe(CODE.ok);
    await attack.advance(LIFETIME_MS + near);
    expect(await codeOf(second)).toBe(CODE.wrong);
  });
});
