import { ParameterError } from '@system-management/envelope';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailRecipient } from './email-recipient.js';

/** Whether the address is taken; any other error than the contract's is one of ours. */
function isTaken(account: string): boolean {
  try {
    emailRecipient(account);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ParameterError);
    expect((error as ParameterError).fieldErrors).toEqual([{ field: 'account', rule: 'isEmail' }]);
    return false;
  }
}

const taken = (...accounts: string[]) => accounts.filter(isTaken);

describe('An e-mail address', () => {
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
  ])('is one recipient, and mails go to it as given: %s', (account) => {
    const { raw, canonical } = emailRecipient(account);
    expect(raw).toBe(account);
    expect(canonical).toBe(account.toLowerCase());
  });

  it('has one identity whatever its case', () => {
    const spellings = ['jane@example.com', 'JANE@EXAMPLE.COM', 'Jane@Example.Com', 'jane@XN--BCHER-KVA.de'];
    expect(spellings.map((account) => emailRecipient(account).canonical)).toEqual([
      'jane@example.com',
      'jane@example.com',
      'jane@example.com',
      'jane@xn--bcher-kva.de',
    ]);
  });

  it('keeps tag and dots in its identity, which is another account for the tenant', () => {
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
  ])('shares its limits with all aliases of its mailbox: %s counts as %s', (account, limit) => {
    expect(emailRecipient(account).mailbox).toBe(limit);
  });

  it('of one mailbox has one limit under 1,000 aliases, none of which is delivered differently', () => {
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
  ])('is masked: %s is %s', (account, masked) => {
    expect(emailRecipient(account).masked).toBe(masked);
  });
});

describe('No e-mail address', () => {
  it.each([
    ['nothing', ['', ' ', '@', 'a@', '@b.com', 'a', 'a.b.com', 'a@@b.com', 'a@b@c.com']],
    [
      'a list',
      ['a@b.com,c@d.com', 'a@b.com;c@d.com', 'a@b.com c@d.com', 'a@b.com, c@d.com', ',a@b.com', 'a,c@b.com'],
    ],
    ['a group', ['friends:a@b.com;', 'a:b@c.com', 'mailto:a@b.com']],
    [
      'a line break',
      ['a@b.com\r\nBcc: c@d.com', 'a@b.com\n', '\na@b.com', 'a\r@b.com', 'a@b.com\r\n.\r\n', 'a@b\u2028.com'],
    ],
    [
      'an encoded line break',
      ['a@b.com%0d%0aBcc:c@d.com', 'a%0d%0a@b.com', 'a@b.com%0A', 'a%00@b.com', '=0D=0Aa@b.com\r\n'],
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
    ['spaces', [' a@b.com', 'a@b.com ', 'a @b.com', 'a@ b.com', 'a\u00a0@b.com', 'a@b.com\u3000']],
    ['a port or a path', ['a@b.com:25', 'a@b.com/x', 'a@b.com?x', 'a@b.com#x', 'a@b_c.com']],
    ['mark-up', ['<script>@b.com', 'a@<b>.com', 'a@b.com<script>', '"><img>@b.com']],
  ])('is %s', (_what, accounts) => {
    expect(taken(...accounts)).toEqual([]);
  });

  it.each([
    ['a local part of 65', `${'l'.repeat(65)}@example.com`],
    ['a label of 64', `a@${'d'.repeat(64)}.com`],
    ['255 characters', `a@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(57)}.com`],
    ['a million characters', `a@${'d.'.repeat(500_000)}com`],
  ])('is longer than SMTP carries: %s', (_what, account) => {
    expect(taken(account)).toEqual([]);
  });

  it('is one character beyond the longest one', () => {
    const labels = [63, 63, 63, 56].map((length) => 'd'.repeat(length));
    const longest = `a@${labels.join('.')}.com`;
    expect(longest).toHaveLength(254);
    expect(isTaken(longest)).toBe(true);
    expect(isTaken(`a${longest}`)).toBe(false);
  });

  it('has any look-alike or invisible character, in any place (over 500)', () => {
    const alike = [
      ...'ıİſ\u212aÅаеорсухіјѕԁԛԝһѵαοικνρυγΑΒΕΖΗΙΚΜΝΟΡΤΥΧսոօցհᴀʙᴄᴅᴇ',
      ...'ａｂｃＡＢＣ０１２＠．，；＜＞＂（）：［］＼｜／～％！',
      ...'éüñçåøßþæœđłğşčžáàâäãāăą',
      ...['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u034f', '\u180e', '\u115f', '\u3164'],
      ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069', '\u200e'],
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
    const places = (c: string) => [
      `j${c}ne@example.com`,
      `${c}@example.com`,
      `jane@ex${c}mple.com`,
      `jane@example.c${c}m`,
    ];
    const confusables = alike.flatMap(places);
    expect(confusables.length).toBeGreaterThan(500);
    expect(taken(...confusables)).toEqual([]);
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
  ])('has a domain that no name becomes: %s', (label) => {
    expect(taken(`a@${label}.com`, `a@${label.toUpperCase()}.com`, `a@b.${label}.com`)).toEqual([]);
  });

  it('is told nothing of itself', () => {
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

describe('Exactly one recipient (generated)', () => {
  function holdsFor(account: string): boolean {
    if (!isTaken(account)) return false;
    const { raw, canonical, masked } = emailRecipient(account);
    expect(raw).toBe(account);
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

  it('comes of each of 10,000 addresses by the grammar, and is the input', () => {
    fc.assert(
      fc.property(
        address.filter((account) => !hasRoute(account)),
        (account) => holdsFor(account),
      ),
      { numRuns: 10_000 },
    );
  });

  it('comes of no address that some mailers read as a route', () => {
    fc.assert(
      fc.property(address.filter(hasRoute), (account) => !holdsFor(account)),
      { numRuns: 500 },
    );
  });

  it('comes of any text at most, and is the input', () => {
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
        holdsFor(parts.join(''));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('A host name with xn-- inside a label', () => {
  it('is no A-label and is taken as it is', () => {
    expect(emailRecipient('jane@foo-xn--bar.com').canonical).toBe('jane@foo-xn--bar.com');
  });
});
