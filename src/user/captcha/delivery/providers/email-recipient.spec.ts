import { ParameterError } from '@system-management/envelope';
import { visibleText } from '@system-management/human-input';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailRecipient } from './email-recipient.js';

/** Whether the address is accepted. A refusal must be the contract's error. */
function isAccepted(account: string): boolean {
  try {
    emailRecipient(account);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ParameterError);
    expect((error as ParameterError).fieldErrors).toEqual([{ field: 'account', rule: 'isEmail' }]);
    return false;
  }
}

const accepted = (...accounts: string[]) => accounts.filter(isAccepted);

describe('emailRecipient()', () => {
  it.each([
    'jane@example.com',
    '603785348@qq.com',
    'Jane.Doe+tag@Example.COM',
    "o'neil@example.co.uk",
    'a_b-c=d@sub.domain.example',
    'x@y.museum',
    'j@xn--bcher-kva.example',
    'j@xn--fiqs8s.xn--fiqs8s',
    `${'l'.repeat(64)}@example.com`,
  ])('accepts an address and keeps it as given: %s', (account) => {
    const { raw, canonical } = emailRecipient(account);
    expect(raw).toBe(account);
    expect(canonical).toBe(account.toLowerCase());
  });

  it.each([
    ['jane@example.com ', 'jane@example.com'],
    [' jane@example.com', 'jane@example.com'],
    ['jane@example.com\u200b', 'jane@example.com'],
    ['jane@example.com\r\n', 'jane@example.com'],
    ['\u202aJane@\u200bexample.com\u202c\u00a0', 'Jane@example.com'],
    ['x@bücher.example', 'x@xn--bcher-kva.example'],
    ['X@BÜCHER.example', 'X@xn--bcher-kva.example'],
    ['x@bu\u0308cher.example', 'x@xn--bcher-kva.example'],
    ['x@例え.テスト', 'x@xn--r8jz45g.xn--zckzah'],
    ['x@пример.рф', 'x@xn--e1afmkfd.xn--p1ai'],
    ['x@faß.example', 'x@xn--fa-hia.example'],
    ['x@نامه\u200cای.example', 'x@xn--mgba3gch31f060k.example'],
    ['x@東京abc.example', 'x@xn--abc-dm9di64i.example'],
    ['x@例\u200d子.example', 'x@xn--fsqu00a.example'],
    ['x@col·lega.example', 'x@xn--collega-xma.example'],
    ['x@ア・ア.example', 'x@xn--ccka0y.example'],
    ['x@a-ü-b.a--b.example', 'x@xn--a--b-1ra.a--b.example'],
  ])('sends %j to %s: without what a person cannot see, and with an A-label', (account, address) => {
    const { raw, canonical } = emailRecipient(account);
    expect(raw).toBe(address);
    expect(canonical).toBe(address.toLowerCase());
  });

  it('has a lower-case canonical form', () => {
    const spellings = ['jane@example.com', 'JANE@EXAMPLE.COM', 'Jane@Example.Com', 'jane@XN--BCHER-KVA.de'];
    expect(spellings.map((account) => emailRecipient(account).canonical)).toEqual([
      'jane@example.com',
      'jane@example.com',
      'jane@example.com',
      'jane@xn--bcher-kva.de',
    ]);
  });

  it('keeps tag and dots in the canonical form: they are another account', () => {
    expect(emailRecipient('A.b+1@GMAIL.com').canonical).toBe('a.b+1@gmail.com');
  });

  it.each([
    ['jane+1@example.com', 'jane@example.com'],
    ['Jane+a+b@Example.com', 'jane@example.com'],
    ['a.b@example.com', 'a.b@example.com'],
    ['+tag@example.com', '+tag@example.com'],
    ['A+1@GMAIL.com', 'a@gmail.com'],
    ['a.b@googlemail.com', 'ab@gmail.com'],
    ['A.B.C+x.y@gmail.com', 'abc@gmail.com'],
    ['a.b@notgmail.com', 'a.b@notgmail.com'],
  ])('folds aliases into one mailbox: %s counts as %s', (account, mailbox) => {
    expect(emailRecipient(account).mailbox).toBe(mailbox);
  });

  it('folds 1,000 aliases into one mailbox, and keeps each as given', () => {
    const dotted = (bits: number) =>
      [...'janedoe'].map((c, i) => ((bits >> i) & 1 && i > 0 ? `.${c}` : c)).join('');
    const aliases = Array.from({ length: 1000 }, (_, i) => {
      const local = i % 2 ? dotted(i % 128).toUpperCase() : dotted(i % 128);
      return `${local}${i % 3 ? `+t${i}` : ''}@${i % 5 ? 'gmail.com' : 'GoogleMail.com'}`;
    });
    const recipients = aliases.map((account) => emailRecipient(account));
    expect(new Set(recipients.map(({ mailbox }) => mailbox))).toEqual(new Set(['janedoe@gmail.com']));
    expect(recipients.map(({ raw }) => raw)).toEqual(aliases);
  });

  it.each([
    ['john@example.com', 'j***@e***.com'],
    ['603785348@qq.com', '6***@q***.com'],
    ['j@x.co.uk', 'j***@x***.uk'],
    ['+tag@example.com', '+***@e***.com'],
  ])('masks %s as %s', (account, masked) => {
    expect(emailRecipient(account).masked).toBe(masked);
  });
});

describe('emailRecipient(): refusals', () => {
  it.each([
    ['nothing', ['', ' ', '@', 'a@', '@b.com', 'a', 'a.b.com', 'a@@b.com', 'a@b@c.com']],
    [
      'a list',
      ['a@b.com,c@d.com', 'a@b.com;c@d.com', 'a@b.com c@d.com', 'a@b.com, c@d.com', ',a@b.com', 'a,c@b.com'],
    ],
    ['a group', ['friends:a@b.com;', 'a:b@c.com', 'mailto:a@b.com']],
    [
      'a line break',
      ['a@b.com\r\nBcc: c@d.com', 'a\n@b.com', 'a\r@b.com', 'a@b.com\r\n.\r\n', 'a@b\u2028.com'],
    ],
    [
      'an encoded line break',
      ['a@b.com%0d%0aBcc:c@d.com', 'a%0d%0a@b.com', 'a@b.com%0A', 'a%00@b.com', '=0D=0A,a@b.com'],
    ],
    [
      'a control character',
      ['a\u0000@b.com', 'a@b.com\u0000', 'a\t@b.com', '\u007fa@b.com', 'a\u0085@b.com', 'a\u001b[0m@b.com'],
    ],
    ['a name', ['Jane <a@b.com>', '<a@b.com>', 'a@b.com <c@d.com>', '"Jane" <a@b.com>', 'a@b.com (Jane)']],
    ['a comment', ['a(c)@b.com', '(c)a@b.com', 'a@(c)b.com', 'a@b.com(c)']],
    [
      'a quoted local part',
      ['"a"@b.com', '"a b"@c.com', '"a@b"@c.com', '"a\\"b"@c.com', '""@b.com', 'a."b"@c.com'],
    ],
    ['an escape', ['a\\@b.com', 'a\\,b@c.com', 'a@b\\.com']],
    ['a route', ['@a.com:b@c.com', 'a%b.com@c.com', 'b.com!a@c.com', 'a@b.com@c.com', '@a,@b:c@d.com']],
    [
      'an IP address',
      ['a@[127.0.0.1]', 'a@[IPv6:::1]', 'a@127.0.0.1', 'a@2130706433', 'a@0x7f.1', 'a@1.2.3.4'],
    ],
    ['a host without a domain', ['a@localhost', 'a@b', 'a@com', 'a@b.c', 'a@b.1', 'a@b.123']],
    ['misplaced dots', ['.a@b.com', 'a.@b.com', 'a..b@c.com', 'a@.b.com', 'a@b.com.', 'a@b..com', 'a@.com']],
    ['misplaced dashes', ['a@-b.com', 'a@b-.com', 'a@b.-com', 'a@b.com-']],
    ['spaces inside', ['a @b.com', 'a@ b.com', 'a\u00a0@b.com', 'a@b\u3000.com', 'a b@c.com']],
    ['a port or a path', ['a@b.com:25', 'a@b.com/x', 'a@b.com?x', 'a@b.com#x', 'a@b_c.com']],
    ['mark-up', ['<script>@b.com', 'a@<b>.com', 'a@b.com<script>', '"><img>@b.com']],
  ])('refuses %s', (_what, accounts) => {
    expect(accepted(...accounts)).toEqual([]);
  });

  it.each([
    ['a local part of 65', `${'l'.repeat(65)}@example.com`],
    ['a label of 64', `a@${'d'.repeat(64)}.com`],
    ['255 characters', `a@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(57)}.com`],
    ['a million characters', `a@${'d.'.repeat(500_000)}com`],
  ])('refuses what is longer than SMTP allows: %s', (_what, account) => {
    expect(accepted(account)).toEqual([]);
  });

  it('accepts 254 characters and refuses 255', () => {
    const labels = [63, 63, 63, 56].map((length) => 'd'.repeat(length));
    const longest = `a@${labels.join('.')}.com`;
    expect(longest).toHaveLength(254);
    expect(isAccepted(longest)).toBe(true);
    expect(isAccepted(`a${longest}`)).toBe(false);
  });

  /** Look-alikes of ASCII characters, and letters with diacritics. */
  const ALIKE = [
    ...'ıİſ\u212aÅаеорсухіјѕԁԛԝһѵαοικνρυγΑΒΕΖΗΙΚΜΝΟΡΤΥΧսоցհᴀʙᴄᴅᴇ',
    ...'ａｂｃＡＢＣ０１２＠．，；＜＞＂（）：［］＼｜／～％！',
    ...'éüñçåøßþæœđłğşčžáàâäãāăą',
    ...[
      '\u3002',
      '\uff0e',
      '\uff61',
      '\u2024',
      '\ufe52',
      '\ufe6b',
      '\ufffd',
      '\ud800',
      '\udfff',
      '😀',
      '𝐚',
      '𝟎',
    ],
  ];

  it('refuses a look-alike in the local part', () => {
    const places = ALIKE.flatMap((c) => [`j${c}ne@example.com`, `${c}@example.com`, `jane${c}@example.com`]);
    expect(accepted(...places)).toEqual([]);
  });

  it('refuses a look-alike of another script, or of no letter, in a Latin domain', () => {
    // Latin letters make a domain of their own; ı is one of them.
    const latin = /^\p{Script=Latin}$/u;
    const places = ALIKE.filter((c) => !latin.test(c) || c.normalize('NFKC') !== c).flatMap((c) => [
      `jane@ex${c}mple.com`,
      `jane@example.c${c}m`,
    ]);
    expect(places.length).toBeGreaterThan(150);
    expect(accepted(...places)).toEqual([]);
  });

  it.each([
    ['hyphens that are misplaced', ['-ü', 'ü-', 'ab--ü', 'xn----eha', 'xn----dha']],
    ['a middle dot that is not between two l', ['a·b', 'l·', '·l', 'l·a', 'xn--ab-0ea']],
    ['a Greek numeral sign before another letter', ['͵a', 'α͵']],
    ['Hebrew punctuation behind another letter', ['a׳', '״א']],
    ['a katakana middle dot without Japanese letters', ['・', 'a・b']],
    ['Arabic digits of both kinds', ['ا۱٢']],
  ])('refuses a label that IDNA2008 does not allow: %s', (_what, labels) => {
    expect(accepted(...labels.map((label) => `a@${label}.example`))).toEqual([]);
  });

  it.each([
    'xn--abc',
    'xn--',
    'xn--a',
    'xn--0',
    'xn--bcher-kv',
    'xn--bcher-kva-',
    'xn--999999999',
    'xn--a-ecp-',
  ])('refuses an A-label that is no encoded name: %s', (label) => {
    expect(accepted(`a@${label}.com`, `a@${label.toUpperCase()}.com`, `a@b.${label}.com`)).toEqual([]);
  });

  it('throws an error that does not contain the address', () => {
    try {
      emailRecipient('hunter2@hunter2');
    } catch (error) {
      expect(JSON.stringify([(error as ParameterError).fieldErrors, (error as Error).message])).not.toContain(
        'hunter2',
      );
    }
    expect.assertions(1);
  });
});

describe('emailRecipient(): generated input', () => {
  /** Whether the address is accepted; then checks the result. */
  function isAcceptedAndValid(account: string): boolean {
    if (!isAccepted(account)) return false;
    const { raw, canonical, masked } = emailRecipient(account);
    const given = visibleText(account);
    expect(raw.split('@')[0]).toBe(given.split('@')[0]);
    if (/^[\0-\x7f]*$/.test(given)) expect(raw).toBe(given);
    expect(raw).toMatch(/^[\x21-\x7e]+$/);
    expect(raw.split('@')).toHaveLength(2);
    expect(raw).not.toMatch(/[\s,;:<>()[\]"\\%!]/);
    expect(canonical).toBe(raw.toLowerCase());
    expect(emailRecipient(canonical).canonical).toBe(canonical);
    expect(masked).toMatch(/^.\*{3}@.\*{3}\.[A-Za-z0-9-]+$/);
    return true;
  }

  const address = fc.emailAddress({ size: 'small' }).filter((account) => !account.includes('xn--'));
  const hasRoute = (account: string) => /[%!]/.test(account);

  it('accepts 10,000 addresses of the grammar as given', () => {
    fc.assert(
      fc.property(
        address.filter((account) => !hasRoute(account)),
        (account) => isAcceptedAndValid(account),
      ),
      { numRuns: 10_000 },
    );
  });

  it('refuses every address that some mailers parse as a route', () => {
    fc.assert(
      fc.property(address.filter(hasRoute), (account) => !isAcceptedAndValid(account)),
      { numRuns: 500 },
    );
  });

  it('parses any text to one address as given, or refuses it', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        'a@b.com',
        '@',
        ',',
        '\r\n',
        '<',
        '>',
        '"',
        '(',
        '%0d%0a',
        '\u0000',
        'xn--',
        '.com',
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        isAcceptedAndValid(parts.join(''));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('emailRecipient() with xn-- inside a label', () => {
  it('accepts it, because it is no A-label', () => {
    expect(emailRecipient('jane@foo-xn--bar.com').canonical).toBe('jane@foo-xn--bar.com');
  });
});
