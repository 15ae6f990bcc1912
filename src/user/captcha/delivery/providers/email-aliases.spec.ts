import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutAliases } from './email-aliases.js';

describe('withoutAliases()', () => {
  it.each([
    // RFC 5233
    ['jane@example.com', 'jane@example.com'],
    ['jane+news@example.com', 'jane@example.com'],
    ['jane+a+b@example.com', 'jane@example.com'],
    ['jane-a.b_c@example.com', 'jane-a.b_c@example.com'],
    ['+tag@example.com', '+tag@example.com'],
    // Gmail
    ['john.smith@gmail.com', 'johnsmith@gmail.com'],
    ['j.o.h.n.s.m.i.t.h@gmail.com', 'johnsmith@gmail.com'],
    ['john.smith+bank@googlemail.com', 'johnsmith@gmail.com'],
    ['john-smith@gmail.com', 'john-smith@gmail.com'],
    // Microsoft
    ['jane+shop@outlook.com', 'jane@outlook.com'],
    ['jane+shop@hotmail.com', 'jane@hotmail.com'],
    ['jane+shop@live.nl', 'jane@live.nl'],
    ['jane+shop@msn.com', 'jane@msn.com'],
    ['jane.doe-x@outlook.com', 'jane.doe-x@outlook.com'],
    // Yahoo
    ['soccerfan-shopping@yahoo.com', 'soccerfan@yahoo.com'],
    ['soccerfan-a-b@yahoo.co.uk', 'soccerfan@yahoo.co.uk'],
    ['soccerfan-a+b@yahoo.fr', 'soccerfan@yahoo.fr'],
    ['xyz-123@yahoo.co.jp', 'xyz@yahoo.co.jp'],
    ['soccerfan-a@yahoo.com.br', 'soccerfan@yahoo.com.br'],
    ['soccerfan-a@ymail.com', 'soccerfan@ymail.com'],
    ['soccerfan-a@rocketmail.com', 'soccerfan@rocketmail.com'],
    ['soccer.fan_1@yahoo.com', 'soccer.fan_1@yahoo.com'],
    ['-a@yahoo.com', '-a@yahoo.com'],
    // Fastmail
    ['jcitizen+hiking@fastmail.fm', 'jcitizen@fastmail.fm'],
    ['hiking@jcitizen.fastmail.fm', 'jcitizen@fastmail.fm'],
    ['anything+tag@user.fastmail.com', 'user@fastmail.com'],
    ['companyname@joecitizen.fastmail.co.uk', 'joecitizen@fastmail.co.uk'],
    ['user.name@fastmail.com', 'user.name@fastmail.com'],
    // Proton
    ['user_name@proton.me', 'username@proton.me'],
    ['user.name+shop@protonmail.com', 'username@proton.me'],
    ['user-name@pm.me', 'username@proton.me'],
    ['username@protonmail.ch', 'username@proton.me'],
    ['_-_@proton.me', '_-_@proton.me'],
    // iCloud
    ['jane+shop@icloud.com', 'jane@icloud.com'],
    ['jane@me.com', 'jane@icloud.com'],
    ['jane@mac.com', 'jane@icloud.com'],
    ['jane.a-b@icloud.com', 'jane.a-b@icloud.com'],
    // QQ Mail
    ['603785348@qq.com', '603785348@qq.com'],
    ['jane+shop@qq.com', 'jane@qq.com'],
    ['jane@foxmail.com', 'jane@foxmail.com'],
    ['jane.a-b@foxmail.com', 'jane.a-b@foxmail.com'],
    // Yandex
    ['john.2009@yandex.ru', 'john-2009@yandex.ru'],
    ['john-2009@ya.ru', 'john-2009@yandex.ru'],
    ['john.2009+shop@yandex.com', 'john-2009@yandex.ru'],
    ['aa.bb-cc@yandex.com.tr', 'aa-bb-cc@yandex.ru'],
    ['abc@yandex.kz', 'abc@yandex.ru'],
    ['abc@yandex.co.il', 'abc@yandex.ru'],
    ['john_2009@yandex.ru', 'john_2009@yandex.ru'],
  ])('folds %s to %s', (canonical, mailbox) => {
    expect(withoutAliases(canonical)).toBe(mailbox);
  });

  it.each([
    ...['notgmail.com', 'gmail.com.example', 'mail.gmail.com', 'gmail.co', 'googlemail.de'],
    ...['yahoo.example.com', 'notyahoo.com', 'yahoo.com.example', 'yahoo-inc.com', 'rocketmail.co'],
    ...['fastmail.com.example', 'user.notfastmail.com', 'a.user.fastmail.com', 'fastmail.com'],
    ...['proton.me.uk', 'xpm.me', 'protonmail.co', 'mail.proton.me', 'proton.com'],
    ...['me.com.example', 'home.com', 'mac.co', 'icloud.co', 'xme.com'],
    ...['ya.ru.example', 'myandex.ru', 'yandex-team.ru', 'mail.yandex.ru', 'ya.com'],
  ])('keeps everything but +tag at %s', (domain) => {
    expect(withoutAliases(`a.b-c_d+e@${domain}`)).toBe(`a.b-c_d@${domain}`);
  });
});

describe('withoutAliases(): generated addresses', () => {
  const name = fc.stringMatching(/^[a-z0-9._+-]{1,16}$/);
  /** Domains of the rules, their neighbours, and any others. */
  const listed = [
    ...['gmail.com', 'googlemail.com', 'yahoo.com', 'yahoo.co.jp', 'ymail.com', 'rocketmail.com'],
    ...['user.fastmail.com', 'fastmail.fm', 'proton.me', 'protonmail.com', 'pm.me', 'icloud.com', 'me.com'],
    ...['mac.com', 'ya.ru', 'yandex.ru', 'yandex.com.tr'],
  ];
  const known =
    /(^|\.)(gmail|googlemail|yahoo|ymail|rocketmail|fastmail|proton|protonmail|pm|icloud|me|mac|ya|yandex)\./;
  const unlisted = fc.domain().filter((domain) => !known.test(domain));

  it('folds a mailbox to itself', () => {
    const domain = fc.oneof(fc.constantFrom(...listed), fc.domain());
    fc.assert(
      fc.property(name, domain, (local, at) => {
        const mailbox = withoutAliases(`${local}@${at}`);
        expect(withoutAliases(mailbox)).toBe(mailbox);
        expect(mailbox).toMatch(/^[^@]+@[^@]+$/);
      }),
      { numRuns: 5000 },
    );
  });

  it('changes an address at an unlisted domain by its tag only', () => {
    const untagged = fc.stringMatching(/^[a-z0-9._-]{1,16}$/);
    fc.assert(
      fc.property(untagged, name, unlisted, (local, tag, at) => {
        expect(withoutAliases(`${local}@${at}`)).toBe(`${local}@${at}`);
        expect(withoutAliases(`${local}+${tag}@${at}`)).toBe(`${local}@${at}`);
      }),
      { numRuns: 2000 },
    );
  });
});
