import { describe, expect, it } from 'vitest';

import { Dsn } from './dsn.js';
import { SmsTemplates } from './sms-templates.js';
import { messageFor } from './testing/messages.js';

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
    expect(templates('template=SMS_1,zh-CN:SMS_2,zh:SMS_3,pt-BR:SMS_4').idFor(language)).toBe(id);
  });

  it('is filled in with whole minutes that are certainly left, one at the least', () => {
    const minutes = (expire: number) => {
      const message = messageFor('sms');
      return templates('template=1&params=minutes').values({
        ...message,
        facts: { ...message.facts, expire },
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
