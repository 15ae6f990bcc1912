import { describe, expect, it } from 'vitest';

import { Dsn } from '../dsn/dsn.js';
import { SmsTemplates } from './sms-templates.js';
import type { MessageMetadata } from '../message.js';
import { messageFor } from '../testing/messages.js';

const withMetadata = (metadata: Partial<MessageMetadata>) => {
  const message = messageFor('sms');
  return { ...message, metadata: { ...message.metadata, ...metadata } };
};
const templates = (options: string) => new SmsTemplates(Dsn.parse(`acme://host?${options}`));

describe('SmsTemplates', () => {
  it.each([
    ['en', 'SMS_1'],
    ['zh-CN', 'SMS_2'],
    ['zh-cn', 'SMS_2'],
    ['zh-TW', 'SMS_3'],
    ['zh-Hant-TW', 'SMS_3'],
    ['pt-BR', 'SMS_4'],
    ['pt', 'SMS_1'],
    ['', 'SMS_1'],
  ])('selects for language %j the template %s', (language, id) => {
    expect(
      templates('template=SMS_1,zh-CN:SMS_2,zh:SMS_3,pt-BR:SMS_4').idFor(withMetadata({ language })),
    ).toBe(id);
  });

  it.each([
    ['482913', 'zh-CN', 'SMS_2'],
    ['0421', 'en', 'SMS_1'],
    ['042', 'en', 'STRONG_1'],
    ['0421375', 'en', 'STRONG_1'],
    ['ACDEFHKMNP', 'zh-CN', 'STRONG_2'],
    ['ACDE', 'zh', 'STRONG_1'],
  ])('selects for code %s in %s the template %s with a strongtemplate', (code, language, id) => {
    const both = templates('template=SMS_1,zh-CN:SMS_2&strongtemplate=STRONG_1,zh-CN:STRONG_2');
    expect(both.idFor(withMetadata({ code, language }))).toBe(id);
    expect(both.defaultId).toBe('SMS_1');
  });

  it('selects the template for every code without a strongtemplate', () => {
    expect(templates('template=SMS_1').idFor(withMetadata({ code: 'ACDEFHKMNP' }))).toBe('SMS_1');
  });

  it.each(['strongtemplate=SMS_1,SMS_2', 'strongtemplate=', 'strongtemplate=zh-CN:SMS_1'])(
    'rejects the invalid option %s',
    (option) => {
      expect(() => templates(`template=1&${option}`)).toThrow('the option "strongtemplate"');
    },
  );

  it('rounds minutes down, to one at least', () => {
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

  it("uses the DSN's signature when the message has none", () => {
    const sign = (own?: string) => templates('template=1&sign=阿').sign(messageFor('sms', { sign: own }));
    expect([sign(), sign(''), sign('租')]).toEqual(['阿', '阿', '租']);
  });
});
