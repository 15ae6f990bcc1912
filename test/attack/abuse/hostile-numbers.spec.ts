import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CODE, issue } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric, SEED } from '../../support/vitest/profile.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';

const MINUTES = 300_000;
const COUNT = FULL ? 5000 : 500;

const NUMBERS = ['+8613800138000', '13800138001', '0086 138 0013 8002', '+447400123456', '+1 650-253-0000'];

/** What lists, vendors' APIs and phones read as the end of a number, with what is invisible or dropped around it. */
const SEPARATORS = [
  ...[
    ',',
    ';',
    '/',
    '|',
    '\\',
    '&',
    '+',
    '#',
    '*',
    ':',
    '_',
    '=',
    '%2C',
    '%0a',
    '、',
    '，',
    '；',
    '／',
    '؛',
    '·',
  ],
  ...[' ', '-', '.', ')(', '\u00a0', '\u3000', '\u2013', '\u30fc', '\u200b', '\u2060', '\ufe0f', '\u202e'],
  ...[
    '\t',
    '\r\n',
    '\n',
    '\u2028',
    '\u2029',
    '\u0000',
    '\u0085',
    'x',
    ' ext. ',
    ';ext=',
    ',,',
    'p',
    'w',
    ' or ',
  ],
  ...['tel:', ';phone-context=+', '<', '>', '"', "'", '{', '}', '$', '\ud83d', '①', '٠'],
];

/** Two numbers, joined by separators that may be invisible. */
const list = fc
  .tuple(
    fc.constantFrom(...NUMBERS),
    fc.array(fc.constantFrom(...SEPARATORS), { minLength: 1, maxLength: 3 }),
    fc.constantFrom(...NUMBERS),
  )
  .map(([first, separators, second]) => first + separators.join('') + second);

onBothStores('SEC-22: lists of phone numbers', (open, store) => {
  let attack: AttackApp;
  beforeAll(async () => {
    attack = await AttackApp.start({
      tenantsFile: [{ code: 'default', sms: { numbers: 'possible', landlines: true } }],
      ...(await open()),
    });
  });
  afterAll(() => attack.close());

  it(
    'SEC-22: cause no message, with the widest sms settings of a tenant',
    async () => {
      const accounts = fc.sample(list, { numRuns: COUNT, seed: SEED });
      const replies = await inParallel(8, accounts, (account) =>
        issue(attack, { use: 'login', type: 'phone', account }),
      );
      logMetric(
        `SEC-22 ${store}: seed ${SEED}, ${COUNT} lists of two numbers, ${attack.sent.byId.size} sent`,
      );
      const taken = accounts.filter((_, i) => replies[i]!.body.code !== CODE.parameter);
      expect(taken, `seed ${SEED}`).toEqual([]);
      expect(attack.sent.byId.size).toBe(0);
    },
    MINUTES,
  );

  it('SEC-22: are refused in `data` too, and one number is taken', async () => {
    const { body } = await issue(attack, { use: 'login', type: 'phone', data: '+8613800138000;13800138001' });
    expect(body.code).toBe(CODE.parameter);
    expect((await issue(attack, { use: 'login', type: 'phone', data: '+8613800138000' })).body.code).toBe(
      CODE.ok,
    );
  });
});
