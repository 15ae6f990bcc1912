import { describe, expect, it, onTestFinished } from 'vitest';

import { createTransport } from '../create-transport.js';
import type { Channel, Message } from '../message.js';
import { Outbox } from '../outbox.js';
import { messageFor } from '../testing/messages.js';
import { startHttpSink } from '../testing/sinks/http.sink.js';
import { SMPP_LOGIN, startSmppSink } from '../testing/sinks/smpp.sink.js';
import { startSmtpSink } from '../testing/sinks/smtp.sink.js';
import { VENDOR_SCRIPTS } from '../testing/vendors/fake-vendor.js';

/** Refused messages in a row; ten outages would open a circuit. */
const ROW = 20;
/** Each row is followed by a message to another recipient. */
const ROWS = 10;

/** A vendor that refuses one recipient and accepts every other. */
interface Vendor {
  readonly dsn: string;
  /** Messages to the refused recipient so far. */
  readonly tried: () => number;
  /** The recipients of the accepted messages. */
  readonly delivered: () => readonly string[];
  readonly stop: () => Promise<void>;
}

const REFUSED = {
  mail: messageFor('mail', { to: 'nobody@example.com' }),
  sms: messageFor('sms', { to: '+8613800138001' }),
};
const OTHER = { mail: messageFor('mail', { to: 'jane@example.com' }), sms: messageFor('sms') };

async function webhook(status: number): Promise<Vendor> {
  const tried: string[] = [];
  const delivered: string[] = [];
  const { port, stop } = await startHttpSink((response, { body }) => {
    const { to } = (JSON.parse(body) as { data: Message }).data;
    const isRefused = to === REFUSED.sms.to;
    (isRefused ? tried : delivered).push(to);
    response.writeHead(isRefused ? status : 204).end();
  });
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
  const dsn = `webhook+http://127.0.0.1:${port}/?secret=${secret}`;
  return { dsn, stop, tried: () => tried.length, delivered: () => delivered };
}

async function smtp(responseCode: number): Promise<Vendor> {
  let tried = 0;
  const { port, received, stop } = await startSmtpSink({
    onRcptTo: ({ address }, _session, done) => {
      if (address !== REFUSED.mail.to) return done();
      tried += 1;
      done(Object.assign(new Error('refused'), { responseCode }));
    },
  });
  const dsn = `smtp://127.0.0.1:${port}?from=no-reply@example.com`;
  return { dsn, stop, tried: () => tried, delivered: () => received.flatMap(({ to }) => to) };
}

async function smpp(commandStatus: number): Promise<Vendor> {
  let tried = 0;
  const { port, received, stop } = await startSmppSink({
    status: (_index, _socket, destination) => {
      if (`+${destination}` !== REFUSED.sms.to) return 0;
      tried += 1;
      return commandStatus;
    },
  });
  const dsn = `smpp://${SMPP_LOGIN.user}:${encodeURIComponent(SMPP_LOGIN.password)}@127.0.0.1:${port}`;
  return { dsn, stop, tried: () => tried, delivered: () => received.map(({ to }) => to) };
}

async function api(vendor: keyof typeof VENDOR_SCRIPTS): Promise<Vendor> {
  const script = VENDOR_SCRIPTS[vendor];
  const tried: string[] = [];
  const delivered: string[] = [];
  const { port, stop } = await startHttpSink((response, request) => {
    const to = script.recipient(request) ?? '';
    const isRefused = to === REFUSED.sms.to;
    (isRefused ? tried : delivered).push(to);
    const { status, body } = isRefused ? script.recipientLimited : script.accepted;
    response.writeHead(status).end(JSON.stringify(body));
  });
  return { dsn: script.dsn(port), stop, tried: () => tried.length, delivered: () => delivered };
}

describe('SEC-50: createTransport() with a vendor that refuses one recipient', () => {
  it.each<[string, Channel, () => Promise<Vendor>]>([
    ['HTTP 404 of a webhook', 'sms', () => webhook(404)],
    ['550 at RCPT', 'mail', () => smtp(550)],
    ['450 at RCPT', 'mail', () => smtp(450)],
    ['ESME_RMSGQFUL of an SMSC', 'sms', () => smpp(0x14)],
    ['isv.BUSINESS_LIMIT_CONTROL of Alibaba Cloud', 'sms', () => api('aliyun')],
    ['LimitExceeded.PhoneNumberDailyLimit of Tencent Cloud', 'sms', () => api('tencent')],
    ['21610 of Twilio', 'sms', () => api('twilio')],
  ])('opens no circuit after 200 × %s, and delivers to the others', async (_refusal, channel, start) => {
    const { dsn, tried, delivered, stop } = await start();
    onTestFinished(stop);
    const transport = createTransport(dsn, channel, { outbox: new Outbox() });
    onTestFinished(() => transport.close());
    for (let row = 0; row < ROWS; row += 1) {
      for (let n = 0; n < ROW; n += 1) {
        const sending = transport.send(REFUSED[channel]);
        await expect(sending).rejects.toMatchObject({ outcome: 'refused', isMessageRefusal: true });
      }
      await transport.send(OTHER[channel]);
    }
    expect(tried()).toBe(ROW * ROWS);
    expect(delivered()).toEqual(Array(ROWS).fill(OTHER[channel].to));
  });
});
