import { REDIS_SLACK_MS } from '@system-management/challenge-store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAPTCHA } from '../support/app.js';
import { AttackApp, wrongCode } from './support/attack-app.js';
import { burst } from './support/burst.js';
import { inParallel } from './support/in-parallel.js';
import { onBothStores } from './support/on-both-stores.js';
import { CODE, type Fields, issue, solved, verify } from './support/requests.js';
import { FULL, logMetric, SEED } from '../support/vitest/profile.js';

const LIFETIME_MS = 180_000;
const IMAGE = { use: 'login', type: 'image' };
const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };
const PHONE = { use: 'login', type: 'phone', account: '+8613800138000' };

onBothStores('A code typed by a person', (open) => {
  let attack: AttackApp;
  beforeAll(async () => {
    attack = await AttackApp.start(await open());
  });
  afterAll(() => attack.close());
  let person = 0;
  const wish = () => ({ use: 'login', type: 'email', account: `person${person++}@example.com` });

  it('SEC-10: is a string of one strict form; anything else is a wrong request and costs no attempt', async () => {
    const right = await attack.issue(wish());
    const { code } = right;
    const before = attack.decisions.length;
    const malformed: unknown[] = [
      [code],
      [[code]],
      { $ne: '' },
      { $gt: '' },
      { toString: code },
      Number(code),
      1e5,
      -1,
      null,
      true,
      undefined,
      '',
      '1e5000',
      '0x1234',
      '+12345',
      '12345.',
      `${code}\0`,
      `\0${code}`,
      `${code.slice(0, 5)}\0`,
      `${code}0`,
      `0${code}`,
      code.slice(1),
      code.repeat(2),
      `${code},${code}`,
      `${code.slice(0, 5)}\u00b2`,
      '1'.repeat(3000),
    ];
    for (const bad of malformed) {
      const { status, body } = await attack.app.post(`${CAPTCHA}/verify`, { ...right, code: bad });
      expect([status, body.code], JSON.stringify(bad)).toEqual([400, CODE.parameter]);
    }
    expect(attack.decisions.length).toBe(before);
    expect((await verify(attack, right)).body.code).toBe(CODE.ok);
  });

  const from = (zero: number) => (code: string) =>
    code.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  it.each<[string, (code: string) => string]>([
    ['12 34-56', (code) => `${code.slice(0, 2)} ${code.slice(2, 4)}-${code.slice(4)}`],
    ['full-width digits', from(0xff10)],
    ['Arabic-Indic digits', from(0x0660)],
    ['Persian digits', from(0x06f0)],
    ['Devanagari digits', from(0x0966)],
    ['spaces around', (code) => `  ${code}\u3000`],
  ])('SEC-10: is judged as the six digits it means, and once: %s', async (_, typed) => {
    const right = await attack.issue(wish());
    expect((await verify(attack, { ...right, code: typed(wrongCode(right.code)) })).body.code).toBe(
      CODE.wrong,
    );
    expect((await verify(attack, { ...right, code: typed(right.code) })).body.code).toBe(CODE.ok);
    expect((await verify(attack, { ...right, code: right.code })).body.code).toBe(CODE.wrong);
    const judged = attack.decisions.filter(({ codeID }) => codeID === right.codeID);
    expect(judged.map(({ outcome }) => outcome)).toEqual(['mismatch', 'accepted', 'not_found']);
  });
});

onBothStores('An answer that is none', (open, name) => {
  const odd = fc.constantFrom(
    undefined,
    '',
    null,
    '__proto__',
    'constructor',
    'toString',
    'undefined',
    'null',
  );
  const ids = fc
    .uint8Array({ minLength: 15, maxLength: 15 })
    .map((bytes) => Buffer.from(bytes).toString('base64url'));
  const digits = fc.integer({ min: 0, max: 999_999 }).map((number) => String(number).padStart(6, '0'));
  const letters = fc.array(fc.constantFrom(...'ACDEFHKMNPRTUWXY34679'), { minLength: 6, maxLength: 6 });
  const unknown = fc.oneof(
    digits,
    letters.map((all) => all.join('')),
  );

  let attack: AttackApp;
  let expired: readonly (Fields & { readonly codeID: string; readonly code: string })[];
  beforeAll(async () => {
    // Every message needs an image first.
    const limits = { stepUp: { perAccountHour: 0, perIpHour: 0 } };
    attack = await AttackApp.start({ ...(await open()), limits });
    expired = await inParallel(1, [MAIL, PHONE, IMAGE], async (wish) => {
      const { codeID, code } = await attack.issue(IMAGE);
      return attack.issue({ ...wish, ...(wish !== IMAGE && { codeID, code }) });
    });
    await attack.advance(LIFETIME_MS + REDIS_SLACK_MS);
  });
  afterAll(() => attack.close());

  /** One odd value in five: most pairs are well-formed, so that the store is asked. */
  const mostly = (...usual: fc.Arbitrary<string>[]) =>
    fc.oneof({ weight: 1, arbitrary: odd }, { weight: 4, arbitrary: fc.oneof(...usual) });
  const pairs = () => ({
    codeID: mostly(ids, fc.constantFrom(...expired.map(({ codeID }) => codeID))),
    code: mostly(unknown, fc.constantFrom(...expired.map(({ code }) => code))),
  });
  const bodiesOf = (subjects: fc.Arbitrary<object>, numRuns: number): string[] =>
    fc
      .sample(fc.record({ subject: subjects, ...pairs() }), { seed: SEED, numRuns })
      .map(({ subject, ...pair }) => JSON.stringify({ ...subject, ...pair }));

  it(`SEC-11: is never right (seed ${SEED})`, { timeout: 180_000 }, async () => {
    const runs = FULL ? 100_000 : 2000;
    const odder = fc.record({
      use: fc.constant('login'),
      type: fc.constantFrom('image', 'email', 'phone', 'sms'),
      account: fc.constantFrom(undefined, '', null, MAIL.account, PHONE.account),
    });
    const subjects = fc.oneof(
      { weight: 1, arbitrary: odder },
      { weight: 4, arbitrary: fc.constantFrom<object>(IMAGE, MAIL, PHONE) },
    );
    const bodies = [
      ...bodiesOf(subjects, runs - expired.length),
      ...expired.map((right) => JSON.stringify(right)),
    ];
    const answers = await burst([attack.app.url], `${CAPTCHA}/verify`, bodies, { sockets: 100 });
    const seen = answers.map(
      ({ status, body }) => `${status} ${(JSON.parse(body) as { code: number }).code}`,
    );
    const counts = [...new Set(seen)]
      .sort()
      .map((one) => [one, seen.filter((other) => other === one).length] as const);
    expect(counts.map(([one]) => one)).toEqual([`400 ${CODE.wrong}`, `400 ${CODE.parameter}`].sort());
    logMetric(
      `SEC-11 ${name}: seed ${SEED}, ${runs} answers, 0 right (${counts.map(([one, count]) => `${count} × ${one}`).join(', ')})`,
    );
  });

  it(`SEC-11: never stands for a solved image (seed ${SEED})`, async () => {
    const runs = FULL ? 10_000 : 300;
    const mails = (): number => [...attack.sent.byId.values()].filter(({ type }) => type === 'email').length;
    const before = mails();
    const bodies = bodiesOf(fc.constant(MAIL), runs);
    const answers = await burst([attack.app.url], CAPTCHA, bodies, { sockets: 100 });
    const codes = new Set(answers.map(({ body }) => (JSON.parse(body) as { code: number }).code));
    expect([...codes].sort()).toEqual([CODE.parameter, CODE.needImage].sort());
    expect(mails()).toBe(before);
    // The image that was asked for, solved, does let the message through.
    const asked = await issue(attack, MAIL);
    const answer = await issue(attack, { ...MAIL, ...solved(attack, asked.body.data.codeID) });
    expect(answer.body.code).toBe(CODE.ok);
    expect(mails()).toBe(before + 1);
  });
});
