import { text } from 'node:stream/consumers';
import { startSmtpSink } from '@system-management/messaging/testing';
import { afterEach, expect, it } from 'vitest';
import { startFaultySmtp } from '../../../libs/messaging/src/testing/sinks/faulty-smtp.js';
import { BEHIND_PROXY, CODE, type Fields, issue, issueSolving, verify } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { at, newNetworks } from '../support/networks.js';
import { startRelay } from '../support/relay.js';
import { dumpRecords } from '../support/store-dump.js';
import { MINUTE_MS, SECOND_MS, SLACK_MS } from '../support/time.js';

const JANE: Fields = { use: 'login', type: 'email', account: 'jane@example.com' };
const GAP_MS = MINUTE_MS + SECOND_MS;

onBothStores('POST …/captcha: failed deliveries, with the shipped policy', (open) => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  const elsewhere = newNetworks();
  const start = async (port: number, timeout = 1): Promise<AttackApp> => {
    const { env } = await open();
    const MAIL_DSN = `smtp://127.0.0.1:${port}?from=no-reply@example.com&timeout=${timeout}`;
    const attack = await AttackApp.start({
      isShipped: true,
      env: { ...BEHIND_PROXY, ...env, OUTBOX: 'on', MAIL_DSN },
    });
    stops.push(() => attack.close());
    return attack;
  };
  const portOf = (env: { readonly MAIL_DSN: string }): number => Number(new URL(env.MAIL_DSN).port);

  it('SEC-50: give the recipient’s numbers back when the mail server refuses the message', async () => {
    let refuses = true;
    const relay = await startRelay(() => !refuses);
    stops.push(() => relay.stop());
    const attack = await start(portOf(relay.env), 5);
    for (let i = 0; i < 8; i++) {
      const { status, body } = await issue(attack, JANE, elsewhere());
      expect([status, body.code]).toEqual([502, CODE.delivery]);
    }
    refuses = false;
    // A full gap begins, and neither it nor the step-up has begun before.
    const { body } = await issue(attack, JANE, elsewhere());
    expect(body).toMatchObject({ code: CODE.ok, data: { resendAfter: 60 } });
    await attack.advance(MINUTE_MS - SLACK_MS);
    expect((await issue(attack, { ...JANE, use: 'register' }, elsewhere())).body.code).toBe(CODE.frequent);
    await attack.advance(SLACK_MS + SECOND_MS);
    expect((await issue(attack, { ...JANE, use: 'register' }, elsewhere())).body.code).toBe(CODE.ok);
    expect(relay.asked).toHaveLength(10);
  });

  it('SEC-50: give back what refusals count, too, when no mail server is reached', async () => {
    const relay = await startRelay();
    await relay.stop();
    const attack = await start(portOf(relay.env), 5);
    for (let i = 0; i < 12; i++) {
      const { body } = await issueSolving(attack, { ...JANE, account: `jane${i % 2}@example.com` }, at(1));
      expect(body.code).toBe(CODE.delivery);
    }
  });

  it('SEC-50: give back nothing of the recipient after a timeout, and only what refusals count of the address', async () => {
    const vendor = await startFaultySmtp({ message: 'silence' });
    stops.push(() => vendor.stop());
    const attack = await start(vendor.port);
    for (let i = 0; i < 2; i++) {
      const { status, body } = await issue(attack, JANE, at(1));
      expect([status, body.code]).toEqual([504, CODE.timeout]);
      await attack.advance(GAP_MS);
    }
    expect((await issue(attack, JANE, at(1))).body.code).toBe(CODE.needImage);
    // Ten refusals an hour would have been the most, and they are counted while a delivery lasts.
    const others = times(12, (n) => ({ ...JANE, account: `joe${n}@example.com` }));
    const replies = await inParallel(6, others, (body) => issueSolving(attack, body, at(2)));
    expect(replies.map(({ body }) => body.code)).toEqual(others.map(() => CODE.timeout));
  });

  it('SEC-08: a message that arrived although its delivery timed out contains the code of the next codeID', async () => {
    const received: string[] = [];
    const sink = await startSmtpSink({
      // Reads the message and never answers.
      onData: (stream) => void text(stream).then((mail) => received.push(mail)),
    });
    stops.push(() => sink.stop());
    const attack = await start(sink.port);
    expect((await issue(attack, JANE, elsewhere())).body.code).toBe(CODE.timeout);
    const { body } = await issue(attack, JANE, elsewhere());
    expect(body.code).toBe(CODE.ok);
    expect(received).toHaveLength(1);
    const code = /^Subject: .*?(\d{6})/m.exec(received[0]!)?.[1] ?? '';
    const answer = { ...JANE, codeID: body.data.codeID, code };
    expect((await verify(attack, answer, elsewhere())).body.code).toBe(CODE.ok);
  });

  it('leave no challenge of a rejected message', async () => {
    const vendor = await startFaultySmtp({ RCPT: '550 no' });
    stops.push(() => vendor.stop());
    const attack = await start(vendor.port);
    const before = await dumpRecords(attack);
    expect((await issue(attack, JANE, elsewhere())).body.code).toBe(CODE.delivery);
    expect(await dumpRecords(attack)).toEqual(before);
    // Control: an image leaves one.
    await issue(attack, { use: 'login', type: 'image' }, elsewhere());
    expect(await dumpRecords(attack)).toHaveLength(before.length + 1);
  });
});
