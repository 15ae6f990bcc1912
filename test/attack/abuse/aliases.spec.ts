import { afterAll, beforeAll, expect, it } from 'vitest';
import { BEHIND_PROXY, CODE, type Fields, issue } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { newNetworks } from '../support/networks.js';
import { MINUTE_MS } from '../support/time.js';

const MINUTES = 300_000;
const ALIASES = FULL ? 1000 : 60;
/** Messages to all aliases of a mailbox at once. */
const MAILBOX_LIMIT = 40;
/** Messages to one account at once. */
const OWNER_LIMIT = 10;

/** The letters with one of the marks after some of them, by the bits of a number. */
const marked = (letters: string, bits: number, marks: string): string =>
  [...letters].map((c, i) => ((bits >> i) & 1 && i > 0 ? marks[i % marks.length]! + c : c)).join('');
const oneOf = (i: number, ...choices: readonly string[]): string => choices[i % choices.length]!;
const inCase = (i: number, text: string): string => (i % 2 ? text.toUpperCase() : text);

/** A mailbox's own address, and the i-th of more than 1,000 aliases that its provider documents. */
const MAILBOXES: readonly (readonly [provider: string, owner: string, alias: (i: number) => string])[] = [
  [
    'Gmail',
    'janedoe@gmail.com',
    (i) =>
      `${inCase(i, marked('janedoe', i, '.'))}${i >= 64 || i % 3 ? `+t${i}` : ''}@${oneOf(i, 'GoogleMail.COM', 'gmail.com')}`,
  ],
  ['Microsoft', 'janedoe@outlook.com', (i) => `${inCase(i, 'janedoe')}+t${i}@outlook.com`],
  ['Yahoo', 'janedoe@yahoo.com', (i) => `${inCase(i, 'janedoe')}-k${i}@yahoo.com`],
  ['Fastmail', 'janedoe@fastmail.com', (i) => `k${i}@${inCase(i, 'janedoe')}.fastmail.com`],
  [
    'Proton',
    'janedoe@proton.me',
    (i) => `${marked('janedoe', i, '._-')}+t${i}@${oneOf(i, 'proton.me', 'protonmail.com', 'pm.me')}`,
  ],
  ['iCloud', 'janedoe@icloud.com', (i) => `janedoe+t${i}@${oneOf(i, 'icloud.com', 'me.com', 'mac.com')}`],
  ['QQ', '603785348@qq.com', (i) => `603785348+t${i}@${inCase(i, 'qq.com')}`],
  [
    'Yandex',
    'jane-doe@yandex.ru',
    (i) => `jane${oneOf(i, '.', '-')}doe+t${i}@${oneOf(i, 'yandex.ru', 'yandex.com', 'ya.ru', 'yandex.kz')}`,
  ],
];

onBothStores('SEC-20: the aliases of one mailbox, with the shipped policy', (open, store) => {
  let attack: AttackApp;
  const elsewhere = newNetworks();
  beforeAll(async () => {
    const { env } = await open();
    attack = await AttackApp.start({ isShipped: true, env: { ...BEHIND_PROXY, ...env } });
  });
  afterAll(() => attack.close());
  const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });

  it.each(MAILBOXES)(
    'SEC-20: get 40 messages in all at once, each at the alias as given, and the owner still gets 10 without an image (%s)',
    async (provider, owner, alias) => {
      const spellings = times(ALIASES, alias);
      expect(new Set([owner, ...spellings].map((account) => account.toLowerCase())).size).toBe(ALIASES + 1);
      const replies = await inParallel(8, spellings, (account) => issue(attack, mail(account), elsewhere()));
      const sent = replies.filter(({ body }) => body.code === CODE.ok);
      logMetric(
        `SEC-20 ${store}: ${ALIASES} aliases of one mailbox at ${provider}: ${sent.length} sent at once`,
      );
      expect(sent).toHaveLength(MAILBOX_LIMIT);
      const others = replies.filter(({ body }) => body.code === CODE.needImage);
      expect(others).toHaveLength(ALIASES - MAILBOX_LIMIT);
      for (const [i, { body }] of replies.entries()) {
        if (body.code !== CODE.ok) continue;
        expect(attack.sent.byId.get(body.data.codeID)?.account).toBe(spellings[i]);
      }
      // An image is asked for from the third message within an hour on.
      for (let i = 0; i < OWNER_LIMIT; i++) {
        const { body } = await issue(attack, mail(owner), elsewhere());
        expect(body.code).toBe(CODE.ok);
        expect(attack.sent.byId.has(body.data.codeID)).toBe(true);
        await attack.advance(31 * MINUTE_MS);
      }
    },
    MINUTES,
  );
});
