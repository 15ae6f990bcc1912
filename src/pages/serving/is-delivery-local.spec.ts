import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../test/support/tenant.js';
import { isDeliveryLocal } from './is-delivery-local.js';

const LOCAL = { mailDsn: 'outbox:', smsDsn: 'outbox:' };
const VENDOR = 'twilio://AC1:token@default?from=%2B12025550100';
const { sms } = tenantWith();

describe('isDeliveryLocal()', () => {
  it.each([
    ['all messages go to the outbox', LOCAL, sms],
    ['a channel is disabled', { mailDsn: '', smsDsn: ' OUTBOX:' }, sms],
    ['a webhook on loopback gets the messages', LOCAL, { ...sms, dsn: 'webhook+http://127.0.0.1:4010/sms' }],
  ])('returns true if %s', (_condition, config, tenantSms) => {
    expect(isDeliveryLocal([tenantWith(), tenantWith({ sms: tenantSms })], config)).toBe(true);
  });

  it.each([
    ['mails go to an SMTP server', { ...LOCAL, mailDsn: 'smtp://127.0.0.1:2525?from=a@b.example' }, sms],
    ['a tenant has a vendor', LOCAL, { ...sms, dsn: VENDOR }],
    ['a country of a tenant has a vendor', LOCAL, { ...sms, routes: { US: VENDOR } }],
    ['a failover contains a vendor', { ...LOCAL, smsDsn: `failover(outbox: ${VENDOR})` }, sms],
  ])('returns false if %s', (_condition, config, tenantSms) => {
    expect(isDeliveryLocal([tenantWith(), tenantWith({ sms: tenantSms })], config)).toBe(false);
  });
});
