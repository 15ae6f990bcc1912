import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type ApiResponse, CAPTCHA } from '../../support/app.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
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
  verify,
} from '../../support/requests.js';
import { DAY_MS, HOUR_MS, advanceTime, SLACK_MS } from '../support/time.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const MINUTES = 300_000;
const USES = ['login', 'register', 'forgetPwd'];
const ROUTES = [CAPTCHA, CAPTCHA.replace('/user/', '/user/self/')];

/** Aliases of one mailbox. */
const aliasesOf = (name: string): readonly Fields[] =>
  [
    { account: `${name}@gmail.com` },
    { account: `${name.toUpperCase()}+a@Gmail.com` },
    { data: `${name.slice(0, 1)}.${name.slice(1)}+b.c@googlemail.com` },
    { account: `${[...name].join('.')}@GOOGLEMAIL.COM` },
  ].map((field) => ({ type: 'email', ...field }));
/** Spellings of one number, in both fields and with both types that accept it. */
const SPELLINGS: readonly Fields[] = [
  { type: 'phone', account: '+86 138 0013 8000' },
  { type: 'phone', data: '0086-138-0013-8000' },
  { type: 'sms', data: '13800138000' },
  { type: 'sms', account: '(138) 0013.8000' },
];

onBothStores('SEC-03: an account’s budget of wrong answers', (open, store) => {
  let attack: AttackApp;
  /** Time of each compared wrong answer to a normal code, in milliseconds. */
  let times: number[];
  let account: Fields;
  let tests = 0;
  beforeAll(async () => {
    const { env } = await open();
    attack = await AttackApp.start({ env: { ...BEHIND_PROXY, ...env }, tenants: ['other'] });
  });
  beforeEach(() => {
    times = [];
    account = { use: 'login', type: 'email', account: `victim${tests++}@gmail.com` };
  });
  afterAll(async () => {
    vi.useRealTimers();
    await attack.close();
  });

  /** Sends guesses concurrently and records in {@link times} those that the store compared. */
  const guess = async (guesses: readonly Fields[], headers: Fields = {}): Promise<ApiResponse[]> => {
    const before = attack.decisions.length;
    const responses = await inParallel(8, guesses, (body, i) =>
      attack.app.post(`${ROUTES[i % 2]}/verify`, body, headers),
    );
    for (const { outcome, strong } of attack.decisions.slice(before)) {
      if (!strong && (outcome === 'mismatch' || outcome === 'exhausted')) times.push(attack.now());
    }
    return responses;
  };
  const wrongGuesses = (account: Fields, code: IssueData, count: number): Fields[] => {
    const wrong = wrongCode(codeOf(attack, code.codeID));
    return Array.from({ length: count }, () => ({ ...account, codeID: code.codeID, code: wrong }));
  };
  /** Issues a code and sends wrong guesses. @returns how many were compared */
  const guessWrong = async (count: number): Promise<number> => {
    const before = times.length;
    const { body } = await issueSolving(attack, account);
    await guess(wrongGuesses(account, body.data, count));
    return times.length - before;
  };
  const mostInADay = (): number =>
    Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + DAY_MS).length));

  it.each([
    ['mailbox', aliasesOf('victim')],
    ['number', SPELLINGS],
  ])(
    `allows 10 guesses at normal codes in any 24 h, over all codeIDs, purposes, types, routes, addresses and spellings of the %s`,
    async (what, spellings) => {
      const [hours, step] = FULL ? [72, 1] : [28, 4];
      let guesses = 0;
      let strong = 0;
      for (let hour = 0; hour < hours; hour += step) {
        for (let round = 0; round < 3; round++) {
          const n = hour * 3 + round;
          const use = USES[n % USES.length]!;
          const headers = from(ipNumber(n));
          const { body } = await issueSolving(attack, { use, ...spellings[n % spellings.length] }, headers);
          expect(body.code).toBe(CODE.ok);
          const code = codeOf(attack, body.data.codeID);
          if (code.length > 6) strong++;
          // The guess uses another spelling of the account than the issue.
          const wrong = wrongGuesses({ use, ...spellings[(n + 1) % spellings.length] }, body.data, 6);
          guesses += wrong.length;
          await guess(wrong, headers);
        }
        await advanceTime(attack, step * HOUR_MS);
      }
      logMetric(
        `SEC-03 ${store}: ${what}, ${hours} h, ${guesses} guesses, ${times.length} compared at normal codes, most in 24 h ${mostInADay()}, ${strong} strong codes`,
      );
      expect(mostInADay()).toBe(10);
      // Control: the guesses use up the budget, and again after each day.
      expect(times).toHaveLength(10 * Math.ceil(hours / 24));
      expect(strong).toBeGreaterThan(0);
    },
    MINUTES,
  );

  it('is a sliding window: it regains only the guesses that have left it', async () => {
    expect(await guessWrong(1)).toBe(1);
    await advanceTime(attack, DAY_MS - 2 * SLACK_MS);
    for (let i = 0; i < 4; i++) await guessWrong(5);
    expect(times).toHaveLength(10);
    await advanceTime(attack, 3 * SLACK_MS);
    for (let i = 0; i < 4; i++) await guessWrong(5);
    expect(times).toHaveLength(11);
    expect(mostInADay()).toBe(10);
    logMetric(`SEC-03 ${store}: across the edge of the window most in 24 h ${mostInADay()}`);
  });

  it('allows 10 of 300 concurrent guesses at 20 codes', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => issue(attack, account)));
    const before = attack.decisions.length;
    await Promise.all(
      Array.from({ length: 15 }, () =>
        guess(codes.flatMap(({ body }) => wrongGuesses(account, body.data, 1))),
      ),
    );
    const outcomes = attack.decisions.slice(before).map(({ outcome }) => outcome);
    expect(outcomes).toHaveLength(300);
    expect(outcomes.filter((outcome) => outcome === 'mismatch' || outcome === 'exhausted')).toHaveLength(10);
  });

  const exhaust = async (): Promise<void> => {
    for (let i = 0; i < 2; i++) await guessWrong(5);
    expect(times).toHaveLength(10);
  };

  it('when exhausted, refuses outstanding normal codes, also right ones, with the response to a wrong code', async () => {
    const outstanding = await Promise.all(USES.map((use) => issue(attack, { ...account, use })));
    await exhaust();
    const [unknown] = await guess([{ ...account, codeID: 'AAAAAAAAAAAAAAAAAAAA', code: '123456' }]);
    for (const [i, { body }] of outstanding.entries()) {
      const { codeID } = body.data;
      const response = await verify(attack, {
        ...account,
        use: USES[i]!,
        codeID,
        code: codeOf(attack, codeID),
      });
      expect(response.body).toEqual(unknown!.body);
      expect(response.status).toBe(400);
    }
    expect(attack.decisions.slice(-3).map(({ outcome }) => outcome)).toEqual([
      'budget_exhausted',
      'budget_exhausted',
      'budget_exhausted',
    ]);
  });

  it('when exhausted, makes new codes 10 characters long, requires an image, and accepts the right code', async () => {
    await exhaust();
    for (const alias of aliasesOf(account['account']!.split('@')[0]!)) {
      const request = { use: 'login', ...alias };
      const refused = await issue(attack, request);
      expect([refused.status, refused.body.code]).toEqual([403, CODE.needImage]);
      expect(refused.body.data.reason).toBe('required');
      const { body } = await issueSolving(attack, request);
      const code = codeOf(attack, body.data.codeID);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
      const owner = await verify(attack, {
        ...request,
        codeID: body.data.codeID,
        // Typed with spaces, a hyphen and in lower case.
        code: ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `,
      });
      expect(owner.body).toMatchObject({ code: CODE.ok, data: { expire: 300 } });
    }
  });

  it('when exhausted, does not count wrong answers to strong codes, which have attempts of their own', async () => {
    await exhaust();
    const step = (FULL ? 1 : 11.5) * HOUR_MS;
    for (let passed = 0; passed < 23 * HOUR_MS; passed += step) {
      const { body } = await issueSolving(attack, account);
      const before = attack.decisions.length;
      await guess(wrongGuesses(account, body.data, 7));
      const outcomes = attack.decisions.slice(before).map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'mismatch' || outcome === 'exhausted')).toHaveLength(5);
      await advanceTime(attack, step);
    }
    expect(times).toHaveLength(10);
    await advanceTime(attack, HOUR_MS + SLACK_MS);
    const { body } = await issue(attack, account);
    expect(body.code).toBe(CODE.ok);
    expect(codeOf(attack, body.data.codeID)).toMatch(/^\d{6}$/);
  });

  it('does not affect other accounts or the same account in another tenant', async () => {
    await exhaust();
    const others = [
      [{ ...account, account: 'victim@example.com' }, {}],
      [{ ...account, account: `s${account['account']}` }, {}],
      [account, { 'iThings-tenant-code': 'other' }],
    ] as const;
    for (const [request, headers] of others) {
      const { body } = await issue(attack, request, headers);
      expect(codeOf(attack, body.data.codeID)).toMatch(/^\d{6}$/);
    }
  });

  it('is not charged for unknown codeIDs, or for those of images and of other accounts', async () => {
    const mine = await issue(attack, account);
    const image = await issue(attack, { use: 'login', type: 'image' });
    const other = await issue(attack, { ...account, account: 'other@example.com' });
    const ids = ['AAAAAAAAAAAAAAAAAAAA', image.body.data.codeID, other.body.data.codeID];
    await guess(Array.from({ length: 30 }, (_, i) => ({ ...account, codeID: ids[i % 3]!, code: '123456' })));
    await guess(
      Array.from({ length: 10 }, () => ({
        use: 'login',
        type: 'image',
        codeID: mine.body.data.codeID,
        code: 'ACDEFH',
      })),
    );
    expect(times).toEqual([]);
    const { codeID } = mine.body.data;
    const owner = await verify(attack, { ...account, codeID, code: codeOf(attack, codeID) });
    expect(owner.body.code).toBe(CODE.ok);
  });
});

onBothStores('SEC-47: password spraying against a tenant', (open, store) => {
  const [accounts, cap] = FULL ? [100, 500] : [12, 60];
  let attack: AttackApp;
  beforeEach(async () => {
    const { env } = await open();
    attack = await AttackApp.start({
      env: { ...BEHIND_PROXY, ...env },
      limits: { tenant: { messagesPerDay: 1_000_000, wrongPerHour: cap } },
      tenants: ['other'],
    });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await attack.close();
  });

  const request = (n: number): Fields => ({ use: 'login', type: 'email', account: `user${n}@example.com` });
  const lengthOfNew = async (n: number, headers: Fields = {}): Promise<number> => {
    const { body } = await issue(attack, request(n), headers);
    expect(body.code).toBe(CODE.ok);
    return codeOf(attack, body.data.codeID).length;
  };
  /** Sends ten guesses at one account, each from its own address. */
  const spray = async (n: number): Promise<void> => {
    for (let i = 0; i < 2; i++) {
      const { body } = await issueSolving(attack, request(n));
      const { codeID } = body.data;
      const code = wrongCode(codeOf(attack, codeID));
      await Promise.all(
        Array.from({ length: 5 }, (_, j) =>
          verify(attack, { ...request(n), codeID, code }, from(ipNumber(n * 10 + i * 5 + j))),
        ),
      );
    }
  };

  it(
    'makes all new codes of the tenant strong until the hour ends, without requiring images or locking accounts',
    async () => {
      const waiting = await issue(attack, request(90_000));
      for (let n = 0; n < cap / 10 - 1; n++) await spray(n);
      expect(await lengthOfNew(80_000)).toBe(6);
      for (let n = cap / 10 - 1; n < accounts; n++) await spray(n);

      const wrong = attack.decisions.filter(
        ({ outcome }) => outcome === 'mismatch' || outcome === 'exhausted',
      );
      logMetric(
        `SEC-47 ${store}: ${accounts} accounts × 10, ${wrong.length} compared, cap ${cap}: strong after it`,
      );
      expect(wrong).toHaveLength(accounts * 10);
      for (let n = 0; n < 5; n++) expect(await lengthOfNew(70_000 + n)).toBe(10);
      expect(await lengthOfNew(0, { 'iThings-tenant-code': 'other' })).toBe(6);

      // Right codes are accepted: an outstanding normal one, a strong one, and one of an account with wrong guesses.
      const strong = await issue(attack, request(60_000));
      const sprayed = await issueSolving(attack, request(1));
      for (const [n, { body }] of [
        [90_000, waiting],
        [60_000, strong],
        [1, sprayed],
      ] as const) {
        const { codeID } = body.data;
        const owner = await verify(attack, { ...request(n), codeID, code: codeOf(attack, codeID) });
        expect(owner.body.code).toBe(CODE.ok);
      }

      await advanceTime(attack, HOUR_MS);
      expect(await lengthOfNew(50_000)).toBe(6);
    },
    MINUTES,
  );
});
