import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type ApiResponse, CAPTCHA } from '../support/app.js';
import { AttackApp, wrongCode } from './support/attack-app.js';
import { inParallel } from './support/in-parallel.js';
import { onBothStores } from './support/on-both-stores.js';
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
} from './support/requests.js';
import { DAY_MS, HOUR_MS, advanceTime, SLACK_MS } from './support/time.js';
import { FULL, logMetric } from '../support/vitest/profile.js';

const MINUTES = 300_000;
const USES = ['login', 'register', 'forgetPwd'];
const ROUTES = [CAPTCHA, CAPTCHA.replace('/user/', '/user/self/')];

/** The spellings of one mailbox. */
const aliasesOf = (name: string): readonly Fields[] =>
  [
    { account: `${name}@gmail.com` },
    { account: `${name.toUpperCase()}+a@Gmail.com` },
    { data: `${name.slice(0, 1)}.${name.slice(1)}+b.c@googlemail.com` },
    { account: `${[...name].join('.')}@GOOGLEMAIL.COM` },
  ].map((field) => ({ type: 'email', ...field }));
/** The spellings of one number, by the field and the type that carry them. */
const SPELLINGS: readonly Fields[] = [
  { type: 'phone', account: '+86 138 0013 8000' },
  { type: 'phone', data: '0086-138-0013-8000' },
  { type: 'sms', data: '13800138000' },
  { type: 'sms', account: '(138) 0013.8000' },
];

onBothStores('SEC-03: the account’s budget of wrong answers', (open, store) => {
  let attack: AttackApp;
  /** When each wrong answer to a normal code was judged, in milliseconds. */
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

  /** Sends guesses at once and writes down which of them the store judged wrong. */
  const guess = async (guesses: readonly Fields[], headers: Fields = {}): Promise<ApiResponse[]> => {
    const before = attack.decisions.length;
    const answers = await inParallel(8, guesses, (body, i) =>
      attack.app.post(`${ROUTES[i % 2]}/verify`, body, headers),
    );
    for (const { outcome, strong } of attack.decisions.slice(before)) {
      if (!strong && (outcome === 'mismatch' || outcome === 'exhausted')) times.push(attack.now());
    }
    return answers;
  };
  const wrongGuesses = (account: Fields, code: IssueData, count: number): Fields[] => {
    const wrong = wrongCode(codeOf(attack, code.codeID));
    return Array.from({ length: count }, () => ({ ...account, codeID: code.codeID, code: wrong }));
  };
  /** A code for the mailbox and so many wrong guesses at it. */
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
    `has 10 guesses at normal codes judged in any 24 h, whatever codeID, purpose, type, route, address and spelling of the %s it is tried with`,
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
          // Decision by the identity, a guess under another spelling of a mailbox is a wrong one.
          const tries = wrongGuesses({ use, ...spellings[(n + 1) % spellings.length] }, body.data, 6);
          guesses += tries.length;
          await guess(tries, headers);
        }
        await advanceTime(attack, step * HOUR_MS);
      }
      logMetric(
        `SEC-03 ${store}: ${what}, ${hours} h, ${guesses} guesses, ${times.length} judged at normal codes, most in 24 h ${mostInADay()}, ${strong} strong codes`,
      );
      expect(mostInADay()).toBe(10);
      // The attack was a real one: it took all there was, again after the day.
      expect(times).toHaveLength(10 * Math.ceil(hours / 24));
      expect(strong).toBeGreaterThan(0);
    },
    MINUTES,
  );

  it('is not filled anew at the edge of its window: as many guesses come back as have left it', async () => {
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

  it('judges 10 of 300 guesses that arrive at once over 20 codes', async () => {
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

  const spend = async (): Promise<void> => {
    for (let i = 0; i < 2; i++) await guessWrong(5);
    expect(times).toHaveLength(10);
  };

  it('used up: normal codes that are out are no longer judged, right ones neither, and look like any wrong one', async () => {
    const outstanding = await Promise.all(USES.map((use) => issue(attack, { ...account, use })));
    await spend();
    const [unknown] = await guess([{ ...account, codeID: 'AAAAAAAAAAAAAAAAAAAA', code: '123456' }]);
    for (const [i, { body }] of outstanding.entries()) {
      const { codeID } = body.data;
      const answer = await verify(attack, {
        ...account,
        use: USES[i]!,
        codeID,
        code: codeOf(attack, codeID),
      });
      expect(answer.body).toEqual(unknown!.body);
      expect(answer.status).toBe(400);
    }
    expect(attack.decisions.slice(-3).map(({ outcome }) => outcome)).toEqual([
      'budget_exhausted',
      'budget_exhausted',
      'budget_exhausted',
    ]);
  });

  it('used up: new codes have 10 characters, need an image first, and let the owner in', async () => {
    await spend();
    for (const alias of aliasesOf(account['account']!.split('@')[0]!)) {
      const wish = { use: 'login', ...alias };
      const refused = await issue(attack, wish);
      expect([refused.status, refused.body.code]).toEqual([403, CODE.needImage]);
      expect(refused.body.data.reason).toBe('required');
      const { body } = await issueSolving(attack, wish);
      const code = codeOf(attack, body.data.codeID);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
      const owner = await verify(attack, {
        ...wish,
        codeID: body.data.codeID,
        // As a person types it.
        code: ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `,
      });
      expect(owner.body).toMatchObject({ code: CODE.ok, data: { expire: 300 } });
    }
  });

  it('used up: wrong answers to strong codes are counted by the code and do not extend the window', async () => {
    await spend();
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

  it('is one account’s: neither the other tenant’s nor the neighbour’s codes become strong', async () => {
    await spend();
    const strangers = [
      [{ ...account, account: 'victim@example.com' }, {}],
      [{ ...account, account: `s${account['account']}` }, {}],
      [account, { 'iThings-tenant-code': 'other' }],
    ] as const;
    for (const [wish, headers] of strangers) {
      const { body } = await issue(attack, wish, headers);
      expect(codeOf(attack, body.data.codeID)).toMatch(/^\d{6}$/);
    }
  });

  it('cannot be used up by somebody without a codeID: unknown ids, images’ and other accounts’ charge nothing', async () => {
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

onBothStores('SEC-47: a tenant sprayed with guesses', (open, store) => {
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

  const wish = (n: number): Fields => ({ use: 'login', type: 'email', account: `user${n}@example.com` });
  const lengthOfNew = async (n: number, headers: Fields = {}): Promise<number> => {
    const { body } = await issue(attack, wish(n), headers);
    expect(body.code).toBe(CODE.ok);
    return codeOf(attack, body.data.codeID).length;
  };
  /** Ten guesses at the account, from addresses of their own. */
  const spray = async (n: number): Promise<void> => {
    for (let i = 0; i < 2; i++) {
      const { body } = await issueSolving(attack, wish(n));
      const { codeID } = body.data;
      const code = wrongCode(codeOf(attack, codeID));
      await Promise.all(
        Array.from({ length: 5 }, (_, j) =>
          verify(attack, { ...wish(n), codeID, code }, from(ipNumber(n * 10 + i * 5 + j))),
        ),
      );
    }
  };

  it(
    'gets strong codes only, without images and for everybody, until the hour ends; nobody is locked out',
    async () => {
      const waiting = await issue(attack, wish(90_000));
      for (let n = 0; n < cap / 10 - 1; n++) await spray(n);
      expect(await lengthOfNew(80_000)).toBe(6);
      for (let n = cap / 10 - 1; n < accounts; n++) await spray(n);

      const wrong = attack.decisions.filter(
        ({ outcome }) => outcome === 'mismatch' || outcome === 'exhausted',
      );
      logMetric(
        `SEC-47 ${store}: ${accounts} accounts × 10, ${wrong.length} judged, cap ${cap}: strong after it`,
      );
      expect(wrong).toHaveLength(accounts * 10);
      for (let n = 0; n < 5; n++) expect(await lengthOfNew(70_000 + n)).toBe(10);
      expect(await lengthOfNew(0, { 'iThings-tenant-code': 'other' })).toBe(6);

      // The owner of a strong code, one whose normal code was out already, and a sprayed one: all get in.
      const strong = await issue(attack, wish(60_000));
      const sprayed = await issueSolving(attack, wish(1));
      for (const [n, { body }] of [
        [90_000, waiting],
        [60_000, strong],
        [1, sprayed],
      ] as const) {
        const { codeID } = body.data;
        const owner = await verify(attack, { ...wish(n), codeID, code: codeOf(attack, codeID) });
        expect(owner.body.code).toBe(CODE.ok);
      }

      await advanceTime(attack, HOUR_MS);
      expect(await lengthOfNew(50_000)).toBe(6);
    },
    MINUTES,
  );
});
