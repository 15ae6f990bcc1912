import { describe, expect, it } from 'vitest';

import { Dsn } from '../dsn/dsn.js';
import { SmsTemplates } from './sms-templates.js';
import type { MessageMetadata } from '../message.js';
import { messageFor } from '../testing/messages.js';

const withFacts = (metadata: Partial<MessageMetadata>) => {
  const message = messageFor('sms');
  return { ...message, metadata: { ...message.metadata, ...metadata } };
};
const templates = (options: string) => new SmsTemplates(Dsn.parse(`acme://host?${options}`));

describe('the template of a message', () => {
  it.each([
    ['en', 'SMS_1'],
    ['zh-CN', 'SMS_2'],
    ['zh-cn', 'SMS_2'],
    ['zh-TW', 'SMS_3'],
    ['zh-Hant-TW', 'SMS_3'],
    ['pt-BR', 'SMS_4'],
    ['pt', 'SMS_1'],
    ['', 'SMS_1'],
  ])('in %j is %s', (language, id) => {
    expect(templates('template=SMS_1,zh-CN:SMS_2,zh:SMS_3,pt-BR:SMS_4').idFor(withFacts({ language }))).toBe(
      id,
    );
  });

  it.each([
    ['482913', 'zh-CN', 'SMS_2'],
    ['0421', 'en', 'SMS_1'],
    ['042', 'en', 'STRONG_1'],
    ['0421375', 'en', 'STRONG_1'],
    ['ACDEFHKMNP', 'zh-CN', 'STRONG_2'],
    ['ACDE', 'zh', 'STRONG_1'],
  ])(
    'of the code %s in %s is %s where there is one for other codes than 4 to 6 digits',
    (code, language, id) => {
      const both = templates('template=SMS_1,zh-CN:SMS_2&strongtemplate=STRONG_1,zh-CN:STRONG_2');
      expect(both.idFor(withFacts({ code, language }))).toBe(id);
      expect(both.defaultId).toBe('SMS_1');
    },
  );

  it('is the usual one for every code where there is no other: it may be approved for them', () => {
    expect(templates('template=SMS_1').idFor(withFacts({ code: 'ACDEFHKMNP' }))).toBe('SMS_1');
  });

  it.each(['strongtemplate=SMS_1,SMS_2', 'strongtemplate=', 'strongtemplate=zh-CN:SMS_1'])(
    'for other codes is named as the usual one: %s is refused',
    (option) => {
      expect(() => templates(`template=1&${option}`)).toThrow('the option "strongtemplate"');
    },
  );

  it('is filled in with whole minutes that are certainly left, one at the least', () => {
    const minutes = (expire: number) => {
      const message = messageFor('sms');
      return templates('template=1&params=minutes').values({
        ...message,
        metadata: { ...message.metadata, expire },
      });
    };
    expect([30, 179, 180].map(minutes).flat()).toEqual(
      ['1', '2', '3'].map((value) => ({ name: 'minutes', value })),
    );
  });

  it("goes out under the DSN's signature when the tenant's is absent or empty", () => {
    const sign = (own?: string) => templates('template=1&sign=阿').sign(messageFor('sms', { sign: own }));
    expect([sign(), sign(''), sign('租')]).toEqual(['阿', '阿', '租']);
  });
});
