import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { type SmtpSink, startSmtpSink } from '@system-management/messaging/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { CODE, issue } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { FULL, logMetric, SEED } from '../../support/vitest/profile.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';

const MINUTES = 300_000;

/** Known tricks that turn one address into two or into another one. */
const TRICKS = [
  ...[
    '\r\nBcc: evil@x.test',
    '\nevil@x.test',
    '\r\nRCPT TO:<evil@x.test>',
    '\r\n.\r\n',
    '%0d%0aBcc:evil@x.test',
    '%0A',
    '\0',
    '\t',
  ],
  ...[
    ',evil@x.test',
    ';evil@x.test',
    ' evil@x.test',
    ', Evil <evil@x.test>',
    '>,<evil@x.test',
    '> NOTIFY=SUCCESS',
    '><evil@x.test>',
  ],
  ...[
    'Jane <a@b.test>',
    '<a@b.test>',
    '"a b"@c.test',
    '"a@evil.test"@b.test',
    '"<evil@x.test>"@b.test',
    '(c)a@b.test',
    'a@b.test(c)',
  ],
  ...[
    '@evil.test:a@b.test',
    '@a,@b:c@d.test',
    'a%b.test@c.test',
    'b.test!a@c.test',
    'a@[127.0.0.1]',
    'a@[IPv6:::1]',
    'a@127.1',
    'a@2130706433',
  ],
  ...[
    'friends:a@b.test,c@d.test;',
    'mailto:a@b.test',
    'a@b.test?bcc=evil@x.test',
    'a@b.test#',
    'a\\@b@c.test',
    '=?utf-8?q?a=2Cb?=@c.test',
  ],
  ...[
    '=?utf-8?q?=65vil=40x.test?=',
    '\u0000@b.test',
    'a@b\u3002test',
    'a＠b.test',
    '\u202ea@b.test',
    '{{7*7}}@b.test',
    '${7*7}@b.test',
    "a'--@b.test",
  ],
  ...[
    'SIZE=1',
    ' AUTH=<>',
    '\r',
    '\\',
    '"',
    '<',
    '>',
    '@',
    '@@',
    '..',
    '.',
    '-',
    '+',
    '+tag',
    ':',
    ' ',
    '()',
    '[]',
    'xn--',
    '\u200b',
  ],
];
const LETTERS = 'aB3.-+_%!#$&\'*/=?^`{|}~"<>()[]:;,\\@ \r\n\t\0é\u200bı＠。';

/** A valid address, a trick, combinations of both, or random special characters. */
const hostile: fc.Arbitrary<string> = (() => {
  const atom = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_+-]{0,9}$/);
  const ascii = atom.map((label) => `${label.replaceAll(/[_+]|-+$/g, '')}x`);
  const domain = fc.oneof({ weight: 9, arbitrary: ascii }, fc.constantFrom('xn--bcher-kva', 'XN--fiqs8s'));
  const good = fc.tuple(atom, domain).map(([local, label]) => `${local}@${label}.test`);
  const trick = fc.constantFrom(...TRICKS);
  const noise = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 24 });
  const piece = fc.oneof(good, trick, noise);
  return fc.oneof(
    good,
    trick,
    noise,
    fc.tuple(good, trick).map(([a, b]) => a + b),
    fc.tuple(trick, good).map(([a, b]) => a + b),
    fc.tuple(good, trick, fc.nat(30)).map(([a, b, at]) => a.slice(0, at) + b + a.slice(at)),
    fc.tuple(noise, noise).map(([a, b]) => `${a}@${b}.test`),
    fc.array(piece, { minLength: 2, maxLength: 4 }).map((pieces) => pieces.join('')),
    fc.tuple(good, fc.constantFrom(60, 65, 200, 254, 300)).map(([a, n]) => a.padStart(n, 'l')),
  );
})();

onBothStores('SEC-22: hostile accounts', (open, store) => {
  const COUNT = FULL ? 10_000 : 1000;
  let attack: AttackApp;
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await startSmtpSink();
    const { env } = await open();
    attack = await AttackApp.start({
      env: { ...env, MAIL_DSN: `smtp://127.0.0.1:${sink.port}?from=no-reply@example.com` },
    });
  });
  afterAll(async () => {
    await attack.close();
    await sink.stop();
  });

  it(
    'cause no message, or one with exactly one RCPT that equals the input as a person sees it',
    async () => {
      const accounts = fc.sample(hostile, { numRuns: COUNT, seed: SEED });
      const responses = await inParallel(8, accounts, (account) =>
        issue(attack, { use: 'login', type: 'email', account }),
      );
      const codes = new Set(responses.map(({ body }) => body.code));
      const taken = accounts.filter((_, i) => responses[i]!.body.code === CODE.ok);
      logMetric(
        `SEC-22 ${store}: seed ${SEED}, ${COUNT} accounts, ${taken.length} taken, ${sink.recipients.length} RCPT`,
      );
      // A malformed account is refused with 400 before it reaches the transport.
      expect([...codes].sort(), `seed ${SEED}`).toEqual([CODE.ok, CODE.parameter]);
      expect(sink.recipients.map(mailbox).sort(), `seed ${SEED}`).toEqual(
        taken.map(seen).map(mailbox).sort(),
      );
      for (const { to, mail, raw } of sink.received) {
        expect(to, `seed ${SEED}`).toHaveLength(1);
        expect(mail.headers.has('bcc') || mail.headers.has('cc'), `seed ${SEED}`).toBe(false);
        expect(mailbox(headerOf(raw, 'To'))).toBe(mailbox(to[0]!));
      }
      expect(taken.length, `seed ${SEED}`).toBeGreaterThan(COUNT / 20);
    },
    MINUTES,
  );

  it.each([
    ['a list', ['a@b.test', 'evil@x.test']],
    ['a list of one', ['a@b.test']],
    ['a nested list', [['a@b.test']]],
    ['an object', { address: 'a@b.test' }],
    ['an object with a toString', { toString: 'a@b.test', length: 8 }],
    ['a number', 13_800_138_000],
    ['true', true],
  ])('are refused: %s', async (_, account) => {
    const before = sink.recipients.length;
    for (const field of ['account', 'data']) {
      for (const type of ['email', 'phone', 'sms']) {
        const { status, body } = await attack.app.post(CAPTCHA, { use: 'login', type, [field]: account });
        expect([status, body.code]).toEqual([400, CODE.parameter]);
      }
    }
    expect(sink.recipients).toHaveLength(before);
  });

  it('cause no message when `account` and `data` differ', async () => {
    const before = sink.recipients.length;
    const { body } = await attack.app.post(CAPTCHA, {
      use: 'login',
      type: 'email',
      account: 'a@b.test',
      data: 'evil@x.test',
    });
    expect(body.code).toBe(CODE.parameter);
    expect(sink.recipients).toHaveLength(before);
  });
});

/** An address without invisible characters and white space around it, and with the A-label of a Unicode domain. */
function seen(account: string): string {
  const [local = '', domain = ''] = account
    .replace(/\p{Cf}/gu, '')
    .trim()
    .split('@');
  return `${local}@${/[^\0-\x7f]/.test(domain) ? domainToASCII(domain) : domain}`;
}

/** An address with its domain in lower case. Nodemailer lower-cases some; domains are case-insensitive (RFC 5321 §2.4). */
function mailbox(address: string): string {
  const at = address.lastIndexOf('@');
  return address.slice(0, at) + address.slice(at).toLowerCase();
}

/** The value of a header, unfolded. Returns `n headers` unless it occurs exactly once. */
function headerOf(raw: string, name: string): string {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const found = lines.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return found.length === 1 ? found[0]!.slice(name.length + 1).trim() : `${found.length} headers`;
}
