import { expect, it } from 'vitest';
import { tenantWith } from '../../../test/support/tenant.js';
import { isDeliveryLocal } from './is-delivery-local.js';

const LOCAL = { mailDsn: 'outbox:', smsDsn: 'outbox:' };
const VENDOR = 'twilio://AC1:token@default?from=%2B12025550100';
const sms = { dsn: '', sign: '', routes: {} };

it.each([
  ['the outbox takes all', LOCAL, sms],
  ['a channel is off', { mailDsn: '', smsDsn: ' OUTBOX:' }, sms],
  ['a program on this machine takes them', LOCAL, { ...sms, dsn: 'webhook+http://127.0.0.1:4010/sms' }],
])('no message leaves the machine when %s', (_when, settings, itsSms) => {
  expect(isDeliveryLocal([tenantWith(), tenantWith({ sms: itsSms })], settings)).toBe(true);
});

it.each([
  ['SMTP takes mails', { ...LOCAL, mailDsn: 'smtp://127.0.0.1:2525?from=a@b.example' }, sms],
  ['a tenant has a vendor', LOCAL, { ...sms, dsn: VENDOR }],
  ['a country has one', LOCAL, { ...sms, routes: { US: VENDOR } }],
  ['one stands behind the outbox', { ...LOCAL, smsDsn: `failover(outbox: ${VENDOR})` }, sms],
])('a message may leave the machine when %s', (_when, settings, itsSms) => {
  expect(isDeliveryLocal([tenantWith(), tenantWith({ sms: itsSms })], settings)).toBe(false);
});
