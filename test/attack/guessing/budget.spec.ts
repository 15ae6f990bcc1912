import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ApiResponse, CAPTCHA } from '../../support/app.js';
import {
  BEHIND_PROXY,
  CODE,
  codeOf,
  type Fields,
  from,
  ipNumber,
  issue,
  issueSolving,
  verify,
} from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { askPatiently } from '../support/ask-patiently.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, SLACK_MS } from '../support/time.js';

const MINUTES = 300_000;
const USES = ['login', 'register', 'forgetPwd'];
const ROUTES = [CAPTCHA, CAPTCHA.replace('/user/', '/user/self/')];
const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAA';

/** Spellings of one address, in both fields. */
const spellingsOf = (name: string): readonly Fields[] => [
  { type: 'email', account: `${name}@gmail.com` },
  { type: 'email', data: `${name.toUpperCase()}@Gmail.com` },
  { type: 'email', account: `${name}@GMAIL.COM` },
];
/** Spellings of one number, in both fields and with both types that accept it. */
const NUMBERS: readonly Fields[] = [
  { type: 'phone', account: '+86 138 0013 8000' },
  { type: 'phone', data: '0086-138-0013-8000' },
  { type: 'sms', data: '13800138000' },
  { type: 'sms', account: '(138) 0013.8000' },
];

onBothStores('SEC-03: an account’s budget of wrong answers, with the shipped policy', (open, store) => {
  let attack: AttackApp;
  /** Time of each compared wrong answer to a normal code, in milliseconds. */
  let compared: number[];
  let account: Fields;
  let tests = 0;
  let networks = 0;
  beforeAll(async () => {
    const { env } = await open();
    attack = await AttackApp.start({
      isShipped: true,
      tenants: ['other'],
      env: { ...BEHIND_PROXY, ...env },
    });
  });
  beforeEach(() => {
    compared = [];
    account = { use: 'login', type: 'email', account: `victim${tests++}@gmail.com` };
  });
  afterAll(() => attack.close());

  /** An address in a network of its own. */
  const elsewhere = (): Fields => from(ipNumber(256 * ++networks));
  const isCompared = ({ outcome }: { readonly outcome: string }): boolean =>
    outcome === 'mismatch' || outcome === 'exhausted';

  /** Sends guesses concurrently and records in {@link compared} those at normal codes that the store compared. */
  const guess = async (guesses: readonly Fields[]): Promise<ApiResponse[]> => {
    const before = attack.decisions.length;
    const headers = elsewhere();
    const responses = await inParallel(8, guesses, (body, i) =>
      attack.app.post(`${ROUTES[i % 2]}/verify`, body, headers),
    );
    for (const decision of attack.decisions.slice(before)) {
      if (!decision.strong && isCompared(decision)) compared.push(attack.now());
    }
    return responses;
  };
  /** A code of the format that is due, which was sent to no one. */
  const wrong = (): string => {
    const sent = new Set([...attack.sent.byId.values()].map(({ code }) => code));
    return ['000000', '111111', '222222'].find((code) => !sent.has(code))!;
  };
  const guessesAt = (subject: Fields, codeID: string, count: number): Fields[] =>
    times(count, () => ({ ...subject, codeID, code: wrong() }));
  /** Asks for a codeID and guesses at it, unless the limits refuse one. @returns how many guesses were compared */
  const guessWrong = async (count: number, subject: Fields = account): Promise<number> => {
    const before = compared.length;
    const { body } = await issueSolving(attack, subject, elsewhere());
    if (body.code === CODE.ok) await guess(guessesAt(subject, body.data.codeID, count));
    return compared.length - before;
  };
  const mostInADay = (): number =>
    Math.max(...compared.map((first) => compared.filter((at) => at >= first && at < first + DAY_MS).length));
  /** One message and two codeIDs, with five guesses each. */
  const exhaust = async (): Promise<void> => {
    for (let i = 0; i < 2; i++) expect(await guessWrong(5)).toBe(5);
    await attack.advance(MINUTE_MS + SECOND_MS);
  };

  it.each([
    ['address', spellingsOf('victim')],
    ['number', NUMBERS],
  ])(
    'SEC-03: is 10 guesses in any 24 h, over all codeIDs, purposes, types, routes, addresses and spellings of one %s, and its owner gets and uses a code meanwhile',
    async (what, spellings) => {
      const [hours, step] = FULL ? [72, 1] : [28, 4];
      const strangers = times(3, elsewhere);
      let guesses = 0;
      let strong = 0;
      for (let hour = 0; hour < hours; hour += step) {
        for (let round = 0; round < 3; round++) {
          const n = hour * 3 + round;
          const use = USES[n % USES.length]!;
          const spelled = (i: number): Fields => ({ use, ...spellings[i % spellings.length]! });
          const { body } = await issueSolving(attack, spelled(n), strangers[n % strangers.length]);
          if (body.code === CODE.ok) {
            if ((attack.sent.byId.get(body.data.codeID)?.code.length ?? 0) > 6) strong++;
            // The guesses use another spelling of the account than the issue.
            const wrongs = guessesAt(spelled(n + 1), body.data.codeID, 6);
            guesses += wrongs.length;
            await guess(wrongs);
          }
          await attack.advance(MINUTE_MS + SECOND_MS);
        }
        const owner = { use: 'login', ...spellings[0] };
        const { data } = await askPatiently(attack, owner, elsewhere());
        const answer = { ...owner, codeID: data.codeID, code: codeOf(attack, data.codeID) };
        expect((await verify(attack, answer, elsewhere())).body.code).toBe(CODE.ok);
        await attack.advance(step * HOUR_MS);
      }
      logMetric(
        `SEC-03 ${store}: ${what}, ${hours} h, ${guesses} guesses, ${compared.length} compared at normal codes, most in 24 h ${mostInADay()}, ${strong} strong codes`,
      );
      expect(mostInADay()).toBe(10);
      // Control: the guesses use up the budget, and again on the next day.
      expect(compared.length).toBeGreaterThan(10 * Math.floor(hours / 24));
      expect(strong).toBeGreaterThan(0);
    },
    MINUTES,
  );

  it('SEC-03: is a sliding window: it regains only the guesses that have left it', async () => {
    expect(await guessWrong(1)).toBe(1);
    await attack.advance(DAY_MS - 2 * SLACK_MS);
    for (let i = 0; i < 4; i++) await guessWrong(5);
    expect(compared).toHaveLength(10);
    await attack.advance(3 * SLACK_MS);
    for (let i = 0; i < 4; i++) await guessWrong(5);
    expect(compared).toHaveLength(11);
    expect(mostInADay()).toBe(10);
    logMetric(`SEC-03 ${store}: across the edge of the window most in 24 h ${mostInADay()}`);
  });

  it('SEC-03: is 10 of 300 concurrent guesses at 20 codeIDs', async () => {
    const headers = elsewhere();
    const issued = await Promise.all(times(20, () => issue(attack, account, headers)));
    expect(issued.map(({ body }) => body.code)).toEqual(times(20, () => CODE.ok));
    const before = attack.decisions.length;
    await Promise.all(
      times(15, () => guess(issued.flatMap(({ body }) => guessesAt(account, body.data.codeID, 1)))),
    );
    const decisions = attack.decisions.slice(before);
    expect(decisions).toHaveLength(300);
    expect(decisions.filter(isCompared)).toHaveLength(10);
  });

  it('SEC-03: refuses outstanding normal codes when exhausted, also right ones, with the response to a wrong code', async () => {
    const outstanding: Fields[] = [];
    for (const use of ['register', 'login']) {
      const { body } = await issue(attack, { ...account, use }, elsewhere());
      outstanding.push({ ...account, use, codeID: body.data.codeID, code: codeOf(attack, body.data.codeID) });
      await attack.advance(MINUTE_MS + SECOND_MS);
    }
    for (let i = 0; i < 2; i++) await guessWrong(5);
    expect(compared).toHaveLength(10);
    const [unknown] = await guess([{ ...account, codeID: UNKNOWN_ID, code: '123456' }]);
    for (const answer of outstanding) {
      const { status, body } = await verify(attack, answer, elsewhere());
      expect([status, body]).toEqual([400, unknown!.body]);
    }
    const outcomes = attack.decisions.slice(-2).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['budget_exhausted', 'budget_exhausted']);
  });

  it('SEC-03: makes new codes strong when exhausted, requires an image, and accepts the right code as people type it', async () => {
    await exhaust();
    for (const spelled of spellingsOf(account['account']!.split('@')[0]!)) {
      const request = { use: 'login', ...spelled };
      const headers = elsewhere();
      const required = await issue(attack, request, headers);
      expect([required.status, required.body.code]).toEqual([403, CODE.needImage]);
      expect(required.body.data.reason).toBe('required');
      const { data, images } = await askPatiently(attack, request, headers);
      expect(images).toBe(1);
      const code = codeOf(attack, data.codeID);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
      const typed = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `;
      const { body } = await verify(attack, { ...request, codeID: data.codeID, code: typed }, headers);
      expect(body).toMatchObject({ code: CODE.ok, data: { expire: 300 } });
      await attack.advance(MINUTE_MS + SECOND_MS);
    }
  });

  it('SEC-03: does not count wrong answers to strong codes, which have attempts of their own', async () => {
    await exhaust();
    const step = (FULL ? 1 : 11.5) * HOUR_MS;
    for (let passed = MINUTE_MS; passed < 23 * HOUR_MS; passed += step) {
      const { data } = await askPatiently(attack, account, elsewhere());
      const before = attack.decisions.length;
      await guess(guessesAt(account, data.codeID, 7));
      const decided = attack.decisions.slice(before).map(({ outcome }) => outcome);
      expect(decided.filter((outcome) => outcome === 'strong_mismatch')).toHaveLength(5);
      await attack.advance(step);
    }
    expect(compared).toHaveLength(10);
    await attack.advance(HOUR_MS + SLACK_MS);
    const { body } = await issue(attack, account, elsewhere());
    expect(body.code).toBe(CODE.ok);
    expect(codeOf(attack, body.data.codeID)).toMatch(/^\d{6}$/);
  });

  it('SEC-47: counts wrong answers to strong codes against their address, and not against the tenant', async () => {
    await exhaust();
    await attack.advance(MINUTE_MS + SLACK_MS);
    const client = elsewhere();
    await askPatiently(attack, account, client);
    const answers: number[] = [];
    for (let i = 0; i < 14; i++) {
      // Asking again within the gap needs no image and allows five more answers.
      const { codeID } = (await issue(attack, account, client)).body.data;
      for (let n = 0; n < 5; n++) {
        const answer = { ...account, codeID, code: 'AAAAAAAAAA' };
        answers.push((await verify(attack, answer, client)).body.code);
      }
    }
    expect(answers.filter((code) => code === CODE.wrong).length).toBeLessThanOrEqual(61);
    expect(answers.at(-1)).toBe(CODE.frequent);
    const other = { ...account, account: 'somebody-else@example.com' };
    expect(codeOf(attack, (await issue(attack, other, elsewhere())).body.data.codeID)).toMatch(/^\d{6}$/);
  });

  it('SEC-03: does not affect another account, an alias, or the same account in another tenant', async () => {
    const alias = { ...account, account: account['account']!.replace('@', '+tag@') };
    await exhaust();
    const others = [
      [{ ...account, account: 'victim@example.com' }, {}],
      [{ ...account, account: `s${account['account']}` }, {}],
      [alias, {}],
      [account, { 'iThings-tenant-code': 'other' }],
    ] as const;
    for (const [request, headers] of others) {
      const { body } = await issue(attack, request, { ...elsewhere(), ...headers });
      expect(codeOf(attack, body.data.codeID)).toMatch(/^\d{6}$/);
    }
  });

  it('SEC-03: is not evaded by an alias, whose codes prove nothing about the account', async () => {
    const alias = { ...account, account: account['account']!.replace('@', '+tag@') };
    const [mine, theirs] = [
      (await issue(attack, account, elsewhere())).body.data.codeID,
      (await issue(attack, alias, elsewhere())).body.data.codeID,
    ];
    const answer = { codeID: theirs, code: codeOf(attack, theirs) };
    for (const body of [
      { ...account, ...answer },
      { ...alias, ...answer, codeID: mine },
    ])
      expect((await verify(attack, body, elsewhere())).body.code).toBe(CODE.wrong);
    const { body } = await verify(attack, { ...alias, ...answer }, elsewhere());
    expect(decodeJwt(String(body.data['ticket'])).sub).toBe(alias.account);
  });

  it('SEC-03: is not charged for unknown codeIDs, or for those of images and of other accounts', async () => {
    const headers = elsewhere();
    const mine = await issue(attack, account, headers);
    const image = await issue(attack, { use: 'login', type: 'image' }, headers);
    const other = await issue(attack, { ...account, account: 'other@example.com' }, headers);
    const ids = [UNKNOWN_ID, image.body.data.codeID, other.body.data.codeID];
    await guess(times(30, (i) => ({ ...account, codeID: ids[i % 3]!, code: '123456' })));
    const { codeID } = mine.body.data;
    await guess(times(10, () => ({ use: 'login', type: 'image', codeID, code: 'ACDEFH' })));
    expect(compared).toEqual([]);
    const owner = await verify(attack, { ...account, codeID, code: codeOf(attack, codeID) }, headers);
    expect(owner.body.code).toBe(CODE.ok);
  });
});
