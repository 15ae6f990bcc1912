import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { CODE, type Fields, verify } from '../../support/requests.js';
import { logMetric } from '../../support/vitest/profile.js';

const LIFETIME_MS = 180_000;
const TYPES = ['image', 'email', 'phone'] as const;
type Type = (typeof TYPES)[number];
const OTHER = 'other';

/** The same code format and attempts for all types, so that an altered type is compared and not rejected as malformed. */
const ALIKE = { length: 6, alphabet: 'digits', lifetime: LIFETIME_MS / 1000, attempts: 2 };

const emailOf = (person: number): string => `person${person}@example.com`;
const phoneOf = (person: number): string => `+86138${String(person).padStart(8, '0')}`;
const accountOf = (type: Type, person: number): string =>
  ({ image: '', email: emailOf(person), phone: phoneOf(person) })[type];
const unknownId = (): string => randomBytes(15).toString('base64url');

/** One way to submit the right code with another binding. */
interface Alteration {
  readonly tenant: 'same' | 'other';
  readonly use: 'same' | 'other';
  readonly type: Type;
  readonly account: 'same' | 'alias' | 'other';
  /** `sibling`: the account's live challenge for another purpose, whose code differs. */
  readonly codeID: 'same' | 'sibling' | 'unknown';
}

/** All combinations of altered bindings. An image has no account. */
function alterationsOf(own: Type): Alteration[] {
  const ways = (['same', 'other'] as const).flatMap((tenant) =>
    (['same', 'other'] as const).flatMap((use) =>
      TYPES.flatMap((type) =>
        accountsFor(own, type).flatMap((account) =>
          (['same', 'sibling', 'unknown'] as const).map((codeID) => ({ tenant, use, type, account, codeID })),
        ),
      ),
    ),
  );
  return ways.filter(
    ({ tenant, use, type, account, codeID }) =>
      type !== own || [tenant, use, account, codeID].some((part) => part !== 'same'),
  );
}

function accountsFor(own: Type, type: Type): Alteration['account'][] {
  if (type === 'image') return ['same'];
  return own === 'email' && type === 'email' ? ['same', 'alias', 'other'] : ['same', 'other'];
}

onBothStores('SEC-07: the binding of a code', (open, name) => {
  let attack: AttackApp;
  beforeAll(async () => {
    attack = await AttackApp.start({
      ...(await open()),
      tenants: [OTHER],
      policy: { image: ALIKE, email: ALIKE, phone: ALIKE },
    });
  });
  afterAll(() => attack.close());
  let person = 0;
  const outcomesOf = (...ids: readonly string[]): string[] =>
    attack.decisions.filter(({ codeID }) => ids.includes(codeID)).map(({ outcome }) => outcome);
  const issueFor = (type: Type, use: string, user: number) =>
    attack.issue({ use, type, ...(type !== 'image' && { account: accountOf(type, user) }) });
  /** Two live challenges of one person with different codes. */
  const issueTwo = async (type: Type) => {
    for (;;) {
      const user = (person += 2);
      const original = await issueFor(type, 'login', user);
      const sibling = await issueFor(type, 'register', user);
      if (sibling.code !== original.code) return { user, original, sibling };
    }
  };

  /** Submits the altered answer as often as the code has attempts. @returns one sentence per violation */
  async function tryOut(own: Type, alteration: Alteration): Promise<string[]> {
    const { user, original, sibling } = await issueTwo(own);
    const target = { same: original, sibling, unknown: undefined }[alteration.codeID];
    const accounts = {
      same: accountOf(own, user),
      alias: emailOf(user).replace('@', '+alias@'),
      other: accountOf(alteration.type, user + 1),
    };
    const answer = {
      use: alteration.use === 'same' ? 'login' : 'register',
      type: alteration.type,
      account: accounts[alteration.account],
      codeID: target?.codeID ?? unknownId(),
      code: original.code,
    };
    const headers = { 'iThings-tenant-code': alteration.tenant === 'same' ? 'default' : OTHER };
    // A challenge is found by tenant, account and id, an image by its id alone. An alias is another account.
    const isFound =
      own === 'image'
        ? alteration.type === own
        : alteration.type === own && alteration.tenant === 'same' && alteration.account === 'same';

    const problems: string[] = [];
    const expectThat = (isTrue: boolean, problem: string): void => {
      if (!isTrue) problems.push(`${own} ${JSON.stringify(alteration)}: ${problem}`);
    };
    for (let i = 0; i < ALIKE.attempts; i++) {
      const { body } = await verify(attack, answer, headers);
      // An account of another type is malformed: the only alteration that does not reach the store.
      const isWellFormed =
        alteration.type === 'image' || alteration.type === own || alteration.account === 'other';
      expectThat(body.code === (isWellFormed ? CODE.wrong : CODE.parameter), `was answered ${body.code}`);
    }
    const wrong = outcomesOf(original.codeID, sibling.codeID).filter((outcome) => outcome !== 'not_found');
    const isCounted = isFound && target !== undefined;
    expectThat(wrong.join() === (isCounted ? 'mismatch,exhausted' : ''), `had the outcomes ${wrong.join()}`);
    for (const one of [original, sibling]) {
      const { body } = await verify(attack, one);
      const isLeft = !isCounted || one !== target;
      expectThat(
        body.code === (isLeft ? CODE.ok : CODE.wrong),
        `left ${one === target ? 'its' : 'the other'} code ${body.code}`,
      );
    }
    return problems;
  }

  it.each(TYPES)(
    'SEC-07: includes tenant, use, type, account and codeID for a code by %s, and a wrong binding costs an attempt of a found challenge',
    async (type) => {
      const alterations = alterationsOf(type);
      const problems = await inParallel(16, alterations, (alteration) => tryOut(type, alteration));
      expect(problems.flat()).toEqual([]);
      logMetric(`SEC-07 ${name}: ${type}, ${alterations.length} alterations, 0 accepted`);
    },
  );
});

onBothStores('SEC-08: two codeIDs of one code', (open) => {
  const request = { use: 'login', type: 'email', account: 'jane@example.com' };
  let attack: AttackApp;
  beforeEach(async () => {
    attack = await AttackApp.start(await open());
    return () => attack.close();
  });
  const guess = async (right: Fields & { code: string }, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await verify(attack, { ...right, code: wrongCode(right.code) });
  };
  const codesOf = (...answers: readonly Fields[]): Promise<number[]> =>
    inParallel(1, answers, async (answer) => (await verify(attack, answer)).body.code);

  it('SEC-08: have separate attempts, and asking again resets none', async () => {
    const first = await attack.issue(request);
    await guess(first, 4);
    const second = await attack.issue(request);
    expect(second.code).toBe(first.code);
    await guess(first, 1);
    expect(await codesOf(first, second)).toEqual([CODE.wrong, CODE.ok]);
  });

  it('SEC-03: share the budget of their account', async () => {
    const [first, second, third] = [
      await attack.issue(request),
      await attack.issue(request),
      await attack.issue(request),
    ];
    await guess(first, 5);
    await guess(second, 4);
    await guess(third, 1);
    const outcomes = attack.decisions.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'mismatch' || outcome === 'exhausted')).toHaveLength(10);
    expect(await codesOf(second, third)).toEqual([CODE.wrong, CODE.wrong]);
    expect(attack.decisions.slice(-2).map(({ outcome }) => outcome)).toEqual([
      'budget_exhausted',
      'budget_exhausted',
    ]);
  });

  it('SEC-08: have separate lifetimes', async () => {
    const first = await attack.issue(request);
    await attack.advance(LIFETIME_MS / 2);
    const second = await attack.issue(request);
    await attack.advance(LIFETIME_MS / 2);
    expect(await codesOf(first, second)).toEqual([CODE.wrong, CODE.ok]);
  });
});
