import { describe, expect, it } from 'vitest';

import { createTransport } from './create-transport.js';
import type { Channel } from './message.js';
import { Outbox } from './outbox.js';

function requiresSender(dsn: string, channel: Channel, country?: string): boolean {
  const transport = createTransport(dsn, channel, { outbox: new Outbox() });
  void transport.close();
  return transport.requiresSender(country);
}

describe('createTransport(): a transport requires a sender in its messages', () => {
  it.each([
    ['smtp://h', 'smtp://h?from=a@b.example'],
    ['smtps://u:p@h', 'smtps://u:p@h?from=Name%20<a@b.example>'],
    ['failover(smtp://h?from=a@b.example smtp://g)', 'failover(smtp://h?from=a@b.example outbox:)'],
  ])('for mail if its DSN has no from: %s, but not %s', (without, complete) => {
    expect(requiresSender(without, 'mail')).toBe(true);
    expect(requiresSender(complete, 'mail')).toBe(false);
  });

  it('for an SMS by Alibaba Cloud if its DSN has no sign', () => {
    const dsn = 'aliyun://k:s@default?template=1';
    expect(['CN', 'US'].map((country) => requiresSender(dsn, 'sms', country))).toEqual([true, true]);
    expect(requiresSender(`${dsn}&sign=x`, 'sms', 'CN')).toBe(false);
  });

  it('for an SMS to mainland China by Tencent Cloud if its DSN has no sign', () => {
    const dsn = 'tencent://k:s@default?app=1&template=1';
    expect(['CN', 'US'].map((country) => requiresSender(dsn, 'sms', country))).toEqual([true, false]);
    expect(requiresSender(`failover(outbox: ${dsn})`, 'sms', 'CN')).toBe(true);
    expect(requiresSender(`${dsn}&sign=x`, 'sms', 'CN')).toBe(false);
  });

  it.each([
    ['outbox:', 'mail'],
    ['outbox:', 'sms'],
    [`webhook+https://h/?secret=whsec_${Buffer.alloc(24, 7).toString('base64')}`, 'sms'],
    ['smpp://u:p@h', 'sms'],
    ['twilio://AC1:t@default?from=x', 'sms'],
  ] as const)('never: %s for %s', (dsn, channel) => {
    expect(requiresSender(dsn, channel, 'CN')).toBe(false);
  });
});
