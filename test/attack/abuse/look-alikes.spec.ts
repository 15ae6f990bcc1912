import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CODE, issue, verify } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { logMetric } from '../../support/vitest/profile.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';

const MINUTES = 300_000;

onBothStores('SEC-21: look-alike addresses', (open, store) => {
  let attack: AttackApp;
  beforeAll(async () => {
    attack = await AttackApp.start(await open());
  });
  afterAll(() => attack.close());

  /** Look-alikes of ASCII characters, letters with diacritics, and control characters. */
  const ALIKE = [
    ...'ıİſÅаеорсухіјѕԁԛԝһѵαοικνρυγΑΒΕΖΗΙΚΜΝΟΡΤΥΧսոօցհᴀʙᴄᴅᴇɑɡɩʏ\u212a',
    ...'ａｂｃＡＢＣ０１＠．，；＜＞＂（）：［］＼｜／～％！＋－＿',
    ...'éüñçåøßþæœđłğşčžáàâäãāăą',
    ...['\u0000', '\u0007', '\u0008', '\u001b', '\u007f', '\ufffd', '😀', '𝐚', '𝟎', '①', 'ª', 'º'],
    ...['\u3002', '\uff0e', '\uff61', '\u2024', '\ufe52', '\ufe6b'],
  ];
  /** Between two characters, because they are dropped at both ends. */
  const SPACES = ['\t', '\u000b', '\r\n', '\u0085', '\u00a0', '\u2009', '\u2028', '\u2029', '\u3000', ' '];
  const inLocalPart = (c: string): string[] => [
    `j${c}ne@example.com`,
    `${c}jane@example.com`,
    `jane${c}@example.com`,
  ];
  const inDomain = (c: string): string[] => [
    `jane@ex${c}mple.com`,
    `jane@example.c${c}m`,
    `jane@example${c}.com`,
  ];
  /** Accented Latin letters in a domain are letters of another domain, which gets the message; see the next test. */
  const isLatinLabel = (c: string): boolean =>
    /^\p{Script=Latin}$/u.test(c) && c.toLowerCase().normalize('NFKC') === c.toLowerCase();
  const A_LABELS = [
    'xn--abc',
    'xn--',
    'xn--a',
    'xn--0',
    'xn--999999999',
    'xn--a-ecp-',
    'xn--vm-rfx',
    'xn--i-7iq',
  ].map((label) => `a@${label}.com`);
  const confusables = [
    ...ALIKE.flatMap(inLocalPart),
    ...ALIKE.filter((c) => !isLatinLabel(c)).flatMap(inDomain),
    ...SPACES.flatMap((c) => [`j${c}ne@example.com`, `jane@ex${c}mple.com`]),
    ...A_LABELS,
  ];

  it(
    `are all refused (over 500), and no response repeats one`,
    async () => {
      expect(confusables.length).toBeGreaterThan(500);
      const responses = await inParallel(8, confusables, (account) =>
        issue(attack, { use: 'login', type: 'email', account }),
      );
      const taken = confusables.filter((_, i) => responses[i]!.body.code !== CODE.parameter);
      logMetric(`SEC-21 ${store}: ${confusables.length} confusables, ${taken.length} accepted`);
      expect(taken).toEqual([]);
      expect(attack.sent.byId.size).toBe(0);
      for (const [i, { body }] of responses.entries())
        expect(JSON.stringify(body)).not.toContain(confusables[i]);
    },
    MINUTES,
  );

  it.each([
    ['email', 'Jane.Doe+Tag@Example.COM', 'jane.doe+tag@example.com'],
    ['email', 'J@XN--BCHER-KVA.example', 'j@xn--bcher-kva.example'],
    ['email', 'j@xn--fiqs8s.example', 'j@xn--fiqs8s.example'],
    ['email', 'J@Bücher.example', 'j@xn--bcher-kva.example'],
    ['email', '\u202bjane@example.com\u2069\u00a0', 'jane@example.com'],
    ['email', 'ja\u200bne2@exam\u00adple.com\r\n', 'jane2@example.com'],
    ['email', 'j@xn--mgba3gch31f.example', 'j@xn--mgba3gch31f.example'],
    ['phone', '0086 (138) 0013-8000', '+8613800138000'],
    ['phone', '138.0013.8000', '+8613800138000'],
  ])('do not occur in tickets: the subject of %s %s is %s', async (type, account, subject) => {
    const code = await attack.issue({ use: 'login', type, account });
    const { body } = await verify(attack, code);
    expect(decodeJwt(String(body.data['ticket'])).sub).toBe(subject);
  });
});
