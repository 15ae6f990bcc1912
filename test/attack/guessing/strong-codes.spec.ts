import { Outbox, TRANSPORTS, type TransportClass } from '@system-management/messaging';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TRANSPORT_SINKS } from '../../../libs/messaging/src/testing/transport-sinks.js';
import { startFakeVendor, VENDOR_SCRIPTS } from '../../../libs/messaging/src/testing/vendors/fake-vendor.js';
import { checkProductionDsn } from '../../../src/config/check-dsn.js';
import { type ApiResponse } from '../../support/app.js';
import { CODE, issue, type IssueData, issueSolving, verify } from '../../support/requests.js';
import { AttackApp } from '../support/attack-app.js';
import { MINUTE_MS, SECOND_MS } from '../support/time.js';

const VICTIM = { use: 'login', type: 'phone', account: '+8613800138000' };
const STRONG_LENGTH = 10;

/** Main schemes of the transports for SMS that may be used in production. */
const SMS_SCHEMES = (TRANSPORTS as readonly TransportClass[])
  .filter(({ channels, schemes }) => channels.includes('sms') && !schemes.includes('outbox'))
  .map(({ schemes }) => schemes[0] as keyof typeof TRANSPORT_SINKS);

/** The shipped policy, with SMS by this DSN. `OUTBOX=on` shows the images, which have to be solved. */
async function start(SMS_DSN: string): Promise<AttackApp> {
  const env = { REDIS_URL: '', TENANTS_FILE: 'config/tenants.yaml', OUTBOX: 'on', SMS_DSN };
  const attack = await AttackApp.start({ env });
  onTestFinished(() => attack.close());
  return attack;
}

/** Uses up the victim's budget with ten wrong answers, and asks for a code in its name. */
async function attackAndIssue(attack: AttackApp): Promise<ApiResponse<IssueData & { codeLength: number }>> {
  for (let code = 0; code < 2; code++) {
    const { body } = await issue(attack, VICTIM);
    expect(body.code).toBe(CODE.ok);
    for (let wrong = 0; wrong < 5; wrong++) {
      await verify(attack, { ...VICTIM, codeID: body.data.codeID, code: `00000${wrong}` });
    }
    await attack.advance(MINUTE_MS + SECOND_MS);
  }
  return (await issueSolving(attack, VICTIM)) as ApiResponse<IssueData & { codeLength: number }>;
}

describe('SEC-53: a strong code', () => {
  it.each(SMS_SCHEMES)('arrives through %s:, with a DSN that starts in production', async (scheme) => {
    const sink = await TRANSPORT_SINKS[scheme]({ outbox: new Outbox() });
    onTestFinished(() => sink.stop());
    expect(() => checkProductionDsn(sink.dsn, 'sms')).not.toThrow();
    const { body } = await attackAndIssue(await start(sink.dsn));
    expect([body.code, body.data.codeLength]).toEqual([CODE.ok, STRONG_LENGTH]);
    expect(await sink.recipients()).toEqual(Array.from({ length: 3 }, () => VICTIM.account));
  });

  it.each(['aliyun', 'tencent'] as const)(
    'is refused by %s: without strongtemplate, and production refuses such a DSN',
    async (vendor) => {
      const fake = await startFakeVendor(VENDOR_SCRIPTS[vendor]);
      onTestFinished(() => fake.stop());
      const { body } = await attackAndIssue(await start(fake.dsn()));
      expect(body.code).toBe(CODE.delivery);
      expect(fake.recipients).toHaveLength(2);
      expect(() => checkProductionDsn(fake.dsn(), 'sms')).toThrow('add strongtemplate to its DSN');
    },
  );
});
