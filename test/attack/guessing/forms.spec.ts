import { REDIS_SLACK_MS } from '@system-management/challenge-store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { burst } from '../support/burst.js';
import { inParallel } from '../support/in-parallel.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { CODE, type Fields, issue, solved, verify } from '../../support/requests.js';
import { FULL, logMetric, SEED } from '../../support/vitest/profile.js';

const LIFETIME_MS = 180_000;
const IMAGE = { use: 'login', type: 'image' };
const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };
const PHONE = { use: 'login', type: 'phone', account: '+8613800138000' };

onBothStores('POST …/captcha/verify: the format of a code', (open) => {
  let attack: AttackApp;
  beforeAll(async () => {
    attack = await AttackApp.start(await open());
  });
  afterAll(() => attack.close());
  let person = 0;
  const newMail = () => ({ use: 'login', type: 'email', account: `person${person++}@example.com` });

  it('SEC-10: answers 400 to any other format, without charging an attempt', async () => {
    const right = await attack.issue(newMail());
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
  ])('SEC-10: normalizes a typed code and compares it once: %s', async (_, typed) => {
    const right = await attack.issue(newMail());
    expect((await verify(attack, { ...right, code: typed(wrongCode(right.code)) })).body.code).toBe(
      CODE.wrong,
    );
    expect((await verify(attack, { ...right, code: typed(right.code) })).body.code).toBe(CODE.ok);
    expect((await verify(attack, { ...right, code: right.code })).body.code).toBe(CODE.wrong);
    const decisions = attack.decisions.filter(({ codeID }) => codeID === right.codeID);
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['mismatch', 'accepted', 'not_found']);
  });
});

onBothStores('SEC-11: answers without a valid code', (open, name) => {
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
  const letters = fc.array(fc.constantFrom(...'ACDEFHKMNPRTUWXY369'), { minLength: 6, maxLength: 6 });
  const unknown = fc.oneof(
    digits,
    letters.map((all) => all.join('')),
  );

  let attack: AttackApp;
  let expired: readonly (Fields & { readonly codeID: string; readonly code: string })[];
  beforeAll(async () => {
    // Every message requires an image.
    const limits = { stepUp: { perAccountHour: 0, perAddressHour: 0 } };
    attack = await AttackApp.start({ ...(await open()), limits });
    expired = await inParallel(1, [MAIL, PHONE, IMAGE], async (request) => {
      const { codeID, code } = await attack.issue(IMAGE);
      return attack.issue({ ...request, ...(request !== IMAGE && { codeID, code }) });
    });
    await attack.advance(LIFETIME_MS + REDIS_SLACK_MS);
  });
  afterAll(() => attack.close());

  /** One malformed value in five: most pairs are well-formed and reach the store. */
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

  it(`SEC-11: are never accepted (seed ${SEED})`, { timeout: 180_000 }, async () => {
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
    const responses = await burst([attack.app.url], `${CAPTCHA}/verify`, bodies, { sockets: 100 });
    const outcomes = responses.map(
      ({ status, body }) => `${status} ${(JSON.parse(body) as { code: number }).code}`,
    );
    const counts = [...new Set(outcomes)]
      .sort()
      .map((one) => [one, outcomes.filter((other) => other === one).length] as const);
    expect(counts.map(([one]) => one)).toEqual([`400 ${CODE.wrong}`, `400 ${CODE.parameter}`].sort());
    logMetric(
      `SEC-11 ${name}: seed ${SEED}, ${runs} answers, 0 right (${counts.map(([one, count]) => `${count} × ${one}`).join(', ')})`,
    );
  });

  it(`SEC-11: never pass the step-up (seed ${SEED})`, async () => {
    const runs = FULL ? 10_000 : 300;
    const mails = (): number => [...attack.sent.byId.values()].filter(({ type }) => type === 'email').length;
    const before = mails();
    const bodies = bodiesOf(fc.constant(MAIL), runs);
    const responses = await burst([attack.app.url], CAPTCHA, bodies, { sockets: 100 });
    const codes = new Set(responses.map(({ body }) => (JSON.parse(body) as { code: number }).code));
    expect([...codes].sort()).toEqual([CODE.parameter, CODE.needImage].sort());
    expect(mails()).toBe(before);
    // Control: the solved image passes it.
    const required = await issue(attack, MAIL);
    const response = await issue(attack, { ...MAIL, ...solved(attack, required.body.data.codeID) });
    expect(response.body.code).toBe(CODE.ok);
    expect(mails()).toBe(before + 1);
  });
});
