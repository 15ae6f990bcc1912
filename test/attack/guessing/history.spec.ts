import { describe, expect, it } from 'vitest';
import { AttackApp } from '../support/attack-app.js';
import { type History, type Rules, type Observation, type SentCode, violations } from '../support/history.js';
import { NaiveStore } from '../support/naive.store.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { OTHER_TENANT, runWorkload } from '../support/workload.js';
import { FULL, logMetric, SEED } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';

const RULES: Rules = { lifetimeMs: 180_000, attempts: { image: 1, email: 5, phone: 5 }, wrongPerDay: 10 };

describe('violations()', () => {
  const bound = { codeID: 'c1', tenant: 't', use: 'login', type: 'email', account: 'jane@example.com' };
  const sent: SentCode = { ...bound, code: '123456' };
  const issued: Observation = { ...bound, op: 'issue', t0: 0, t1: 10, result: 'issued' };
  /** A right answer at `t0`, with overrides. */
  const verify = (
    t0: number,
    result: Observation['result'],
    over: Partial<Observation> = {},
  ): Observation => ({
    ...sent,
    op: 'verify',
    t0,
    t1: t0 + 10,
    result,
    ...over,
  });
  const wrong = (t0: number, over: Partial<Observation> = {}): Observation =>
    verify(t0, 'refused', { code: '000000', ...over });
  const check = (
    observed: Observation[],
    over: Partial<History> = {},
    rules: Partial<Rules> = {},
  ): string[] =>
    violations({ observed: [issued, ...observed], sent: [sent], ...over }, { ...RULES, ...rules });
  const decision = (outcome: string, over: object = {}) => ({
    codeID: 'c1',
    account: 'a1',
    outcome,
    strong: false,
    ...over,
  });

  it('reports nothing for a wrong answer, the right one, and the right one again', () => {
    const outcomes = [decision('mismatch'), decision('accepted'), decision('not_found')];
    expect(
      check([wrong(20), verify(40, 'accepted'), verify(60, 'refused')], { decisions: outcomes }),
    ).toEqual([]);
  });

  it('reports nothing when one right answer is accepted and the others are lost', () => {
    expect(check([verify(20, 'accepted'), ...times(50, (i) => verify(20 + i, 'lost'))])).toEqual([]);
  });

  it('(a) reports a code that is accepted twice', () => {
    expect(check([verify(20, 'accepted'), verify(20, 'accepted')])).toEqual(['(a) c1 was accepted 2 times']);
  });

  it('(a) reports a code that is accepted under two codeIDs, and nothing for two codes', () => {
    const under = (codeID: string, code: string): History => {
      const repeated: SentCode = { ...sent, codeID, code };
      const observed: Observation[] = [
        { ...issued, codeID },
        { ...verify(40, 'accepted'), codeID, code },
      ];
      return { observed: [issued, verify(20, 'accepted'), ...observed], sent: [sent, repeated] };
    };
    expect(violations(under('c2', sent.code), RULES)).toEqual(['(a) c1 + c2 was accepted 2 times']);
    expect(violations(under('c2', '654321'), RULES)).toEqual([]);
  });

  it.each([
    ['another code', { code: '123457' }],
    ['another tenant', { tenant: 'u' }],
    ['another purpose', { use: 'register' }],
    ['another type', { type: 'phone' }],
    ['another account', { account: 'joan@example.com' }],
  ])('(b) reports an accept with %s', (_, over) => {
    expect(check([verify(20, 'accepted', over)])).toEqual([
      '(b) c1 was accepted for an answer that was never sent',
    ]);
  });

  it('(b) reports an accept without a sent message', () => {
    expect(check([verify(20, 'accepted')], { sent: [] })).toContain(
      '(b) c1 was accepted for an answer that was never sent',
    );
  });

  it('(c) reports an accept after the lifetime, counted from the response to the issue', () => {
    expect(check([verify(180_009, 'accepted')])).toEqual([]);
    expect(check([verify(180_010, 'accepted')])).toEqual(['(c) c1 was accepted after its lifetime']);
  });

  it('(d) reports a sixth wrong answer that the store compared', () => {
    const wrongs = times(6, () => decision('mismatch'));
    expect(check([], { decisions: wrongs.slice(1) })).toEqual([]);
    expect(check([], { decisions: wrongs })).toEqual(['(d) the store compared 6 wrong answers to c1']);
  });

  it('(d) reports a sixth wrong answer to a strong code', () => {
    const wrongs = times(6, () => decision('strong_mismatch', { strong: true }));
    expect(check([], { decisions: wrongs.slice(1) })).toEqual([]);
    expect(check([], { decisions: wrongs })).toEqual(['(d) the store compared 6 wrong answers to c1']);
  });

  it('(d) counts the outcome exhausted, and allows an image one answer', () => {
    const image = {
      sent: [{ ...sent, type: 'image' }],
      decisions: [decision('mismatch'), decision('exhausted')],
    };
    expect(check([], image)).toEqual(['(d) the store compared 2 wrong answers to c1']);
  });

  it('(d) reports an eleventh wrong answer of one account over all its codes except strong ones', () => {
    const over = (count: number, strong: boolean) =>
      times(count, (i) => decision('mismatch', { codeID: `c${i % 3}`, strong }));
    const all = { sent: times(3, (i) => ({ ...sent, codeID: `c${i}` })) };
    expect(check([], { ...all, decisions: over(10, false) })).toEqual([]);
    expect(check([], { ...all, decisions: over(11, true) })).toEqual([]);
    expect(check([], { ...all, decisions: over(11, false) })).toEqual([
      '(d) the store compared 11 wrong answers of account a1',
    ]);
  });

  it('(e) reports a code that is accepted after its last attempt', () => {
    expect(check([...times(4, () => wrong(20)), verify(40, 'accepted')])).toEqual([]);
    expect(check([...times(5, () => wrong(20)), verify(25, 'accepted')])).toEqual([]);
    expect(check([...times(5, () => wrong(20)), verify(40, 'accepted')])).toEqual([
      '(e) c1 was accepted after 5 wrong answers',
    ]);
  });

  it('(e) does not count answers of another account or tenant, and none that was unavailable or lost', () => {
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

  it('(e) reports a store that exhausts a code and accepts it', () => {
    expect(check([], { decisions: [decision('exhausted'), decision('accepted')] })).toEqual([
      '(e) c1 was accepted and exhausted',
    ]);
  });

  it('(f) reports a second accept whose response was lost', () => {
    const observed = [verify(20, 'accepted'), verify(20, 'lost'), verify(20, 'lost')];
    expect(check(observed, { decisions: [decision('accepted')] })).toEqual([]);
    expect(check(observed, { decisions: times(2, () => decision('accepted')) })).toEqual([
      '(f) the store accepted c1 2 times',
    ]);
  });

  it('(f) reports a store that accepts a code under two codeIDs', () => {
    const decided = [decision('accepted'), decision('accepted', { codeID: 'c2' })];
    const repeated = [sent, { ...sent, codeID: 'c2' }];
    expect(check([], { sent: repeated, decisions: decided })).toEqual([
      '(f) the store accepted c1 + c2 2 times',
    ]);
    expect(
      check([], { sent: [sent, { ...sent, codeID: 'c2', code: '654321' }], decisions: decided }),
    ).toEqual([]);
  });

  describe('(g)', () => {
    const refused = ['(g) only 0 of 1 right answers in time were accepted'];

    it.each(['refused', 'unavailable', 'lost'] as const)(
      'reports a right answer in time that is %s',
      (result) => {
        expect(check([verify(20, result)])).toEqual(refused);
      },
    );

    it('reports a refusal after fewer wrong answers than the code has attempts', () => {
      expect(check([...times(4, () => wrong(20)), verify(40, 'refused')])).toEqual(refused);
      expect(check([...times(5, () => wrong(20)), verify(40, 'refused')])).toEqual([]);
    });

    it('counts a repeated code once: a right answer under another codeID may be refused', () => {
      const other = { codeID: 'c2' };
      const repeated = { sent: [sent, { ...sent, ...other }] };
      const again: Observation = { ...issued, ...other };
      expect(check([again, verify(20, 'accepted'), verify(40, 'refused', other)], repeated)).toEqual([]);
      expect(check([again, verify(20, 'refused'), verify(40, 'refused', other)], repeated)).toEqual(refused);
    });

    it('counts a right answer under another codeID when the first has no attempts left', () => {
      const other = { codeID: 'c2' };
      const repeated = { sent: [sent, { ...sent, ...other }] };
      const tries = [...times(5, () => wrong(20)), verify(40, 'refused'), verify(60, 'refused', other)];
      expect(check([{ ...issued, ...other }, ...tries], repeated)).toEqual(refused);
    });

    it('ignores a right answer that may have come too late', () => {
      expect(check([verify(179_999, 'refused')])).toEqual(refused);
      expect(check([verify(180_000, 'refused')])).toEqual([]);
    });

    it('ignores right answers during a fault', () => {
      const faults = [{ from: 30, to: 40 }];
      expect(check([verify(15, 'refused')], {}, { faults })).toEqual(refused);
      expect(check([verify(20, 'refused')], {}, { faults })).toEqual([]);
      expect(check([verify(40, 'refused')], {}, { faults })).toEqual([]);
      expect(check([verify(41, 'refused')], {}, { faults })).toEqual(refused);
    });

    it('ignores a code whose attempts may have been used up during a fault by answers without a reply', () => {
      const answers = (count: number) => [
        ...times(count, () => wrong(20, { result: 'unavailable' })),
        verify(50, 'refused'),
      ];
      const faults = [{ from: 15, to: 30 }];
      expect(check(answers(5))).toEqual(refused);
      expect(check(answers(4), {}, { faults })).toEqual(refused);
      expect(check(answers(5), {}, { faults })).toEqual([]);
    });

    it('ignores codes that were outstanding during a fault that loses codes', () => {
      const fault = { from: 30, to: 40 };
      expect(check([verify(60, 'refused')], {}, { faults: [fault] })).toEqual(refused);
      expect(check([verify(60, 'refused')], {}, { faults: [{ ...fault, losesCodes: true }] })).toEqual([]);
      expect(
        check([verify(60, 'refused')], {}, { faults: [{ from: -20, to: -10, losesCodes: true }] }),
      ).toEqual(refused);
    });

    it('does not report an accept after wrong answers during a fault that loses codes', () => {
      const five = times(5, () => wrong(20));
      const late = ['(e) c1 was accepted after 5 wrong answers'];
      expect(check([...five, verify(60, 'accepted')])).toEqual(late);
      const fault = { from: 15, to: 40 };
      expect(check([...five, verify(60, 'accepted')], {}, { faults: [fault] })).toEqual(late);
      expect(
        check([...five, verify(60, 'accepted')], {}, { faults: [{ ...fault, losesCodes: true }] }),
      ).toEqual([]);
    });

    it('ignores an account whose budget may be used up, and no other account', () => {
      const elsewhere = { sent: [sent, { ...sent, codeID: 'c2' }] };
      const guesses = times(10, () => wrong(20, { codeID: 'c2' }));
      expect(check([...guesses, verify(40, 'refused')], elsewhere)).toEqual([]);
      expect(check([...guesses.slice(1), verify(40, 'refused')], elsewhere)).toEqual(refused);
      const joan = guesses.map((guess) => ({ ...guess, account: 'joan@example.com' }));
      expect(check([...joan, verify(40, 'refused')], elsewhere)).toEqual(refused);
    });

    it('allows one failure in a thousand', () => {
      const sentTo = times(2000, (i) => ({ ...sent, codeID: `c${i}`, account: `a${i}` }));
      const observed = (failed: number) =>
        sentTo.flatMap((message, i) => [
          { ...issued, ...message },
          verify(20, i < failed ? 'unavailable' : 'accepted', message),
        ]);
      expect(violations({ observed: observed(2), sent: sentTo }, RULES)).toEqual([]);
      expect(violations({ observed: observed(3), sent: sentTo }, RULES)).toEqual([
        '(g) only 1997 of 2000 right answers in time were accepted',
      ]);
    });
  });
});

describe('runWorkload()', () => {
  const size = FULL ? { accounts: 150, challenges: 10 } : { accounts: 5, challenges: 10 };

  onBothStores('against the service', (open, name) => {
    it(`produces a history without violations (seed ${SEED})`, async () => {
      const attack = await AttackApp.start({ ...(await open()), tenants: [OTHER_TENANT] });
      try {
        const history = await runWorkload(attack, SEED, size);
        expect(violations(history, RULES)).toEqual([]);
        const { observed, decisions = [] } = history;
        const outcomes = [...new Set(decisions.map(({ outcome }) => outcome))].sort();
        // Every outcome must occur: a rule that was never reached is not tested.
        expect(outcomes).toEqual(['accepted', 'budget_exhausted', 'exhausted', 'mismatch', 'not_found']);
        const counts = outcomes.map(
          (one) => `${decisions.filter(({ outcome }) => outcome === one).length} ${one}`,
        );
        logMetric(
          `history ${name}: seed ${SEED}, ${observed.length} requests (${counts.join(', ')}), 0 violations`,
        );
      } finally {
        await attack.close();
      }
    });
  });

  it('produces violations against a store that reads, compares and deletes in three steps', async () => {
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
