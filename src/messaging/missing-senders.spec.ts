import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../test/support/tenant.js';
import type { Tenant } from '../tenants/tenant.js';
import { missingSenders } from './missing-senders.js';

const NONE = { mailDsn: '', smsDsn: '' };
const SMTP = 'smtp://u:hunter2@127.0.0.1';
const ALIYUN = 'aliyun://k:hunter2@default?template=1';
const TENCENT = 'tencent://k:hunter2@default?app=1&template=1';

const withMail = (mail: Partial<Tenant['mail']>): Tenant => {
  const tenant = tenantWith();
  return { ...tenant, mail: { ...tenant.mail, dsn: '', from: '', ...mail } };
};
const withSms = (sms: Partial<Tenant['sms']>, rest: Partial<Tenant> = {}): Tenant => {
  const tenant = tenantWith();
  return { ...tenant, ...rest, sms: { ...tenant.sms, dsn: '', sign: '', routes: {}, ...sms } };
};

describe('missingSenders()', () => {
  it('names the DSN of mails without a sender, and what to set', () => {
    const problem = (name: string) =>
      `mail.from: must be set, or ?from=a@b.example added to ${name}: smtp://127.0.0.1 has no sender`;
    expect(missingSenders(withMail({}), { ...NONE, mailDsn: SMTP })).toEqual([problem('MAIL_DSN')]);
    const own = withMail({ dsn: `failover(${SMTP} smtp://h?from=a@b.example)` });
    expect(missingSenders(own, { ...NONE, mailDsn: SMTP })).toEqual([problem('mail.dsn')]);
  });

  it('has no problem with a sender of the tenant or of the DSN, without mails, or with the outbox', () => {
    expect(missingSenders(withMail({ from: 'a@b.example' }), { ...NONE, mailDsn: SMTP })).toEqual([]);
    for (const mailDsn of [`${SMTP}?from=a@b.example`, '', 'outbox:']) {
      expect(missingSenders(withMail({}), { ...NONE, mailDsn })).toEqual([]);
    }
    const own = withMail({ dsn: `${SMTP}?from=a@b.example` });
    expect(missingSenders(own, { ...NONE, mailDsn: SMTP })).toEqual([]);
  });

  it('names each DSN of SMS without a signature', () => {
    const tenant = withSms({ dsn: TENCENT, routes: { US: ALIYUN } }, { countries: ['CN', 'US'] });
    expect(missingSenders(tenant, { ...NONE, smsDsn: ALIYUN })).toEqual([
      'sms.sign: must be set, or ?sign=… added to sms.dsn: tencent://default has no signature',
      'sms.sign: must be set, or ?sign=… added to sms.routes.US: aliyun://default has no signature',
    ]);
    expect(missingSenders(withSms({}), { ...NONE, smsDsn: ALIYUN })).toEqual([
      expect.stringContaining('added to SMS_DSN: aliyun://default'),
    ]);
  });

  it('has no problem with a signature, or with a DSN that no SMS of the tenant is sent through', () => {
    expect(missingSenders(withSms({ sign: 'Example' }), { ...NONE, smsDsn: ALIYUN })).toEqual([]);
    expect(missingSenders(withSms({}, { countries: [] }), { ...NONE, smsDsn: ALIYUN })).toEqual([]);
    const unused = withSms({ routes: { US: ALIYUN } }, { countries: ['CN'] });
    expect(missingSenders(unused, NONE)).toEqual([]);
    const routes = { CN: `${TENCENT}&sign=x` };
    const abroad = withSms({ dsn: TENCENT, routes }, { countries: ['CN', 'US'] });
    expect(missingSenders(abroad, NONE)).toEqual([]);
  });

  it('has no problem with a disabled tenant', () => {
    expect(missingSenders({ ...withMail({}), enabled: false }, { ...NONE, mailDsn: SMTP })).toEqual([]);
  });

  it('has no secret in its lines', () => {
    const lines = missingSenders(withSms({ dsn: ALIYUN }), { ...NONE, mailDsn: SMTP });
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('hunter2');
  });
});
