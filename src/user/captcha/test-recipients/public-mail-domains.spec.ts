import { describe, expect, it } from 'vitest';
import { isPublicMailDomain } from './public-mail-domains.js';

describe('isPublicMailDomain()', () => {
  const isPublic = (domains: string): string[] => domains.split(' ').filter(isPublicMailDomain);

  it.each([
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com',
    'hotmail.fr hotmail.co.uk live.nl live.com.mx yahoo.co.jp yahoo.com.br outlook.jp ymail.com aol.de',
    'icloud.com me.com mac.com proton.me protonmail.com pm.me zoho.com fastmail.com hey.com tutanota.com',
    'qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn',
    'vip.qq.com vip.163.com sub.fastmail.com',
    'gmx.de gmx.net gmx.com gmx.at web.de t-online.de orange.fr free.fr laposte.net libero.it',
    'mail.ru inbox.ru list.ru bk.ru yandex.ru yandex.com yandex.com.tr ya.ru',
    'naver.com hanmail.net daum.net uol.com.br bol.com.br',
  ])('is true for %s', (domains) => {
    expect(isPublic(domains)).toEqual(domains.split(' '));
  });

  it('is false for the domain of an organization', () => {
    const domains =
      'qa.example example.com gmail.com.example notgmail.com live.example.com live.qa.io outlook.example.co.uk yahoo-inc.com me.example com';
    expect(isPublic(domains)).toEqual([]);
  });
});
