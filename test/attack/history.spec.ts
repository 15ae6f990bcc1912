import { describe, expect, it } from 'vitest';
import { AttackApp } from './support/attack-app.js';
import { type History, type Rules, type Seen, type Sent, violations } from './support/history.js';
import { NaiveStore } from './support/naive.store.js';
import { onBothStores } from './support/on-both-stores.js';
import { OTHER_TENANT, runWorkload } from './support/workload.js';
import { FULL, logMetric, SEED } from '../support/vitest/profile.js';
import { times } from '../support/vitest/times.js';

const RULES: Rules = { lifetimeMs: 180_000, attempts: { image: 1, email: 5, phone: 5 }, wrongPerDay: 10 };

describe('the history checker', () => {
  const bound = { codeID: 'c1', tenant: 't', use: 'login', type: 'email', account: 'jane@example.com' };
  const sent: Sent = { ...bound, code: '123456' };
  const issued: Seen = { ...bound, op: 'issue', t0: 0, t1: 10, result: 'issued' };
  /** A right answer at a time, unless told otherwise. */
  const verify = (t0: number, result: Seen['result'], over: Partial<Seen> = {}): Seen => ({
    ...sent,
    op: 'verify',
    t0,
    t1: t0 + 10,
    result,
    ...over,
  });
  const wrong = (t0: number, over: Partial<Seen> = {}): Seen =>
    verify(t0, 'refused', { code: '000000', ...over });
  const check = (seen: Seen[], over: Partial<History> = {}, rules: Partial<Rules> = {}): string[] =>
    violations({ seen: [issued, ...seen], sent: [sent], ...over }, { ...RULES, ...rules });
  const judged = (outcome: string, over: object = {}) => ({
    codeID: 'c1',
    account: 'a1',
    outcome,
    strong: false,
    ...over,
  });

  it('finds nothing in a history that holds: wrong, right, and the same once more', () => {
    const outcomes = [judged('mismatch'), judged('accepted'), judged('not_found')];
    expect(check([wrong(20), verify(40, 'accepted'), verify(60, 'refused')], { judged: outcomes })).toEqual(
      [],
    );
  });

  it('finds nothing when the system dies for all but one', () => {
    expect(check([verify(20, 'accepted'), ...times(50, (i) => verify(20 + i, 'lost'))])).toEqual([]);
  });

  it('(a) reports a code that was accepted twice', () => {
    expect(check([verify(20, 'accepted'), verify(20, 'accepted')])).toEqual(['(a) c1 was accepted 2 times']);
  });

  it.each([
    ['another code', { code: '123457' }],
    ['another tenant', { tenant: 'u' }],
    ['another purpose', { use: 'register' }],
    ['another type', { type: 'phone' }],
    ['another account', { account: 'joan@example.com' }],
  ])('(b) reports what was accepted with %s', (_, over) => {
    expect(check([verify(20, 'accepted', over)])).toEqual(['(b) c1 was accepted for what was never sent']);
  });

  it('(b) reports what was accepted though nothing was sent', () => {
    expect(check([verify(20, 'accepted')], { sent: [] })).toContain(
      '(b) c1 was accepted for what was never sent',
    );
  });

  it('(c) reports a code that was accepted after its life, counted from the latest moment it can have begun', () => {
    expect(check([verify(180_009, 'accepted')])).toEqual([]);
    expect(check([verify(180_010, 'accepted')])).toEqual(['(c) c1 was accepted after its life']);
  });

  it('(d) reports the sixth wrong answer that was judged', () => {
    const bad = times(6, () => judged('mismatch'));
    expect(check([], { judged: bad.slice(1) })).toEqual([]);
    expect(check([], { judged: bad })).toEqual(['(d) c1 had 6 wrong answers judged']);
  });

  it('(d) counts the last wrong answer, and one answer to an image', () => {
    const image = { sent: [{ ...sent, type: 'image' }], judged: [judged('mismatch'), judged('exhausted')] };
    expect(check([], image)).toEqual(['(d) c1 had 2 wrong answers judged']);
  });

  it('(d) reports the eleventh of an account over all its codes, strong ones aside', () => {
    const over = (count: number, strong: boolean) =>
      times(count, (i) => judged('mismatch', { codeID: `c${i % 3}`, strong }));
    const all = { sent: times(3, (i) => ({ ...sent, codeID: `c${i}` })) };
    expect(check([], { ...all, judged: over(10, false) })).toEqual([]);
    expect(check([], { ...all, judged: over(11, true) })).toEqual([]);
    expect(check([], { ...all, judged: over(11, false) })).toEqual([
      '(d) account a1 had 11 wrong answers judged',
    ]);
  });

  it('(e) reports a code that was accepted after its last attempt', () => {
    expect(check([...times(4, () => wrong(20)), verify(40, 'accepted')])).toEqual([]);
    expect(check([...times(5, () => wrong(20)), verify(25, 'accepted')])).toEqual([]);
    expect(check([...times(5, () => wrong(20)), verify(40, 'accepted')])).toEqual([
      '(e) c1 was accepted after 5 wrong answers',
    ]);
  });

  it('(e) does not count what another account, nobody or a dead system answered', () => {
    const others = [
      { account: 'joan@example.com' },
      { tenant: 'u' },
      { result: 'unavailable' },
      { result: 'lost' },
    ] as const;
    expect(
      check([...others.flatMap((over) => times(5, () => wrong(20, over))), verify(40, 'accepted')]),
    ).toEqual([]);
  });

  it('(e) reports a store that locked what it accepted', () => {
    expect(check([], { judged: [judged('exhausted'), judged('accepted')] })).toEqual([
      '(e) c1 was accepted and locked',
    ]);
  });

  it('(f) reports a second accept that lost answers hide', () => {
    const seen = [verify(20, 'accepted'), verify(20, 'lost'), verify(20, 'lost')];
    expect(check(seen, { judged: [judged('accepted')] })).toEqual([]);
    expect(check(seen, { judged: times(2, () => judged('accepted')) })).toEqual([
      '(f) the store accepted c1 2 times, seen or not',
    ]);
  });

  describe('(g)', () => {
    const refused = ['(g) only 0 of 1 right answers in time were accepted'];

    it.each(['refused', 'unavailable', 'lost'] as const)(
      'reports a right answer in time that was %s',
      (result) => {
        expect(check([verify(20, result)])).toEqual(refused);
      },
    );

    it('reports one that came after fewer wrong answers than a code is good for', () => {
      expect(check([...times(4, () => wrong(20)), verify(40, 'refused')])).toEqual(refused);
      expect(check([...times(5, () => wrong(20)), verify(40, 'refused')])).toEqual([]);
    });

    it('asks nothing for a right answer that may have come too late', () => {
      expect(check([verify(179_999, 'refused')])).toEqual(refused);
      expect(check([verify(180_000, 'refused')])).toEqual([]);
    });

    it('asks nothing while the system was disturbed', () => {
      const faults = [{ from: 30, to: 40 }];
      expect(check([verify(15, 'refused')], {}, { faults })).toEqual(refused);
      expect(check([verify(20, 'refused')], {}, { faults })).toEqual([]);
      expect(check([verify(40, 'refused')], {}, { faults })).toEqual([]);
      expect(check([verify(41, 'refused')], {}, { faults })).toEqual(refused);
    });

    it('asks nothing after a fault that loses codes, of those that were out', () => {
      const fault = { from: 30, to: 40 };
      expect(check([verify(60, 'refused')], {}, { faults: [fault] })).toEqual(refused);
      expect(check([verify(60, 'refused')], {}, { faults: [{ ...fault, losesCodes: true }] })).toEqual([]);
      expect(
        check([verify(60, 'refused')], {}, { faults: [{ from: -20, to: -10, losesCodes: true }] }),
      ).toEqual(refused);
    });

    it('holds no wrong answer within such a fault against a later accept: the store that judged may not have had it', () => {
      const five = times(5, () => wrong(20));
      const late = ['(e) c1 was accepted after 5 wrong answers'];
      expect(check([...five, verify(60, 'accepted')])).toEqual(late);
      const fault = { from: 15, to: 40 };
      expect(check([...five, verify(60, 'accepted')], {}, { faults: [fault] })).toEqual(late);
      expect(
        check([...five, verify(60, 'accepted')], {}, { faults: [{ ...fault, losesCodes: true }] }),
      ).toEqual([]);
    });

    it('asks nothing for an account whose wrong answers may be used up, and no less for another', () => {
      const elsewhere = { sent: [sent, { ...sent, codeID: 'c2' }] };
      const guesses = times(10, () => wrong(20, { codeID: 'c2' }));
      expect(check([...guesses, verify(40, 'refused')], elsewhere)).toEqual([]);
      expect(check([...guesses.slice(1), verify(40, 'refused')], elsewhere)).toEqual(refused);
      const joan = guesses.map((guess) => ({ ...guess, account: 'joan@example.com' }));
      expect(check([...joan, verify(40, 'refused')], elsewhere)).toEqual(refused);
    });

    it('allows one in a thousand', () => {
      const sentTo = times(2000, (i) => ({ ...sent, codeID: `c${i}`, account: `a${i}` }));
      const seen = (failed: number) =>
        sentTo.flatMap((message, i) => [
          { ...issued, ...message },
          verify(20, i < failed ? 'unavailable' : 'accepted', message),
        ]);
      expect(violations({ seen: seen(2), sent: sentTo }, RULES)).toEqual([]);
      expect(violations({ seen: seen(3), sent: sentTo }, RULES)).toEqual([
        '(g) only 1997 of 2000 right answers in time were accepted',
      ]);
    });
  });
});

describe('a crowd that answers rightly, wrongly, twice, for others, at once and too late', () => {
  const size = FULL ? { accounts: 150, challenges: 10 } : { accounts: 5, challenges: 10 };

  onBothStores('breaks no rule of the history', (open, name) => {
    it(`with seed ${SEED}`, async () => {
      const attack = await AttackApp.start({ ...(await open()), tenants: [OTHER_TENANT] });
      try {
        const history = await runWorkload(attack, SEED, size);
        expect(violations(history, RULES)).toEqual([]);
        const { seen, judged = [] } = history;
        const outcomes = [...new Set(judged.map(({ outcome }) => outcome))].sort();
        // A crowd that never met a rule has shown nothing about it.
        expect(outcomes).toEqual(['accepted', 'budget_exhausted', 'exhausted', 'mismatch', 'not_found']);
        const counts = outcomes.map(
          (one) => `${judged.filter(({ outcome }) => outcome === one).length} ${one}`,
        );
        logMetric(
          `history ${name}: seed ${SEED}, ${seen.length} requests (${counts.join(', ')}), 0 violations`,
        );
      } finally {
        await attack.close();
      }
    });
  });

  it('is reported as breaking the rules when a store reads, compares and deletes in three steps', async () => {
    const attack = await AttackApp.start({ store: new NaiveStore(), tenants: [OTHER_TENANT] });
    try {
      const found = violations(await runWorkload(attack, SEED, size), RULES);
      const rules = new Set(found.map((sentence) => sentence.slice(0, 3)));
      for (const rule of ['(a)', '(c)', '(d)', '(f)']) expect(rules).toContain(rule);
      const counts = [...rules]
        .sort()
        .map((rule) => `${found.filter((one) => one.startsWith(rule)).length} × ${rule}`);
      logMetric(`history naive store: seed ${SEED}, ${found.length} violations: ${counts.join(', ')}`);
    } finally {
      await attack.close();
    }
  });
});
