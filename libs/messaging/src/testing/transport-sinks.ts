import { randomBytes } from 'node:crypto';

import type { CheckResult, TransportServices } from '../transport.js';
import type { TRANSPORTS } from '../transports/index.js';
import { startFakeVendor, VENDOR_SCRIPTS } from './vendors/fake-vendor.js';
import type { VendorScript } from './vendors/vendor-script.js';
import { startHttpSink } from './sinks/http.sink.js';
import { SMPP_LOGIN, startSmppSink } from './sinks/smpp.sink.js';
import { startOAuth2Smtp } from './sinks/oauth2-smtp.js';
import { startSmtpSink } from './sinks/smtp.sink.js';

/** A server that receives a transport's messages in a test. */
export interface TransportSink {
  /** A DSN for this sink. */
  dsn: string;
  /** The recipients of the received messages. */
  recipients(): string[] | Promise<string[]>;
  /** The expected result of `check()`. */
  checked: CheckResult;
  stop: () => Promise<void>;
}

type MainScheme = (typeof TRANSPORTS)[number]['schemes'][0];

/** One sink for each listed transport; the type makes a missing one a compile error. */
export const TRANSPORT_SINKS: Record<
  MainScheme,
  (services: TransportServices) => TransportSink | Promise<TransportSink>
> = {
  outbox: ({ outbox }) => ({
    dsn: 'outbox:',
    checked: 'nothing',
    recipients: async () => (await outbox.messages()).map(({ account }) => account),
    stop: async () => outbox.close(),
  }),

  smtp: async () => {
    const sink = await startSmtpSink();
    return {
      dsn: `smtp://127.0.0.1:${sink.port}?from=no-reply@example.com`,
      recipients: () => sink.received.flatMap(({ to }) => to),
      checked: 'reached',
      stop: sink.stop,
    };
  },

  'smtp+oauth2': async () => {
    const { smtp, dsn, stop } = await startOAuth2Smtp();
    const recipients = () => smtp.received.flatMap(({ to }) => to);
    return { dsn, recipients, checked: 'authenticated', stop };
  },

  aliyun: () => vendorSink(VENDOR_SCRIPTS.aliyun, '&strongtemplate=SMS_9'),
  tencent: () => vendorSink(VENDOR_SCRIPTS.tencent, '&strongtemplate=1119'),
  twilio: () => vendorSink(VENDOR_SCRIPTS.twilio),

  smpp: async () => {
    const sink = await startSmppSink();
    const { user, password } = SMPP_LOGIN;
    return {
      dsn: `smpp://${user}:${encodeURIComponent(password)}@127.0.0.1:${sink.port}`,
      recipients: () => sink.received.map(({ to }) => to),
      checked: 'authenticated',
      stop: sink.stop,
    };
  },

  'webhook+https': async () => {
    const sink = await startHttpSink();
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    return {
      dsn: `webhook+http://127.0.0.1:${sink.port}/?secret=${secret}`,
      recipients: () =>
        sink.received.map(({ body }) => (JSON.parse(body) as { data: { to: string } }).data.to),
      checked: 'reached',
      stop: sink.stop,
    };
  },
};

async function vendorSink(script: VendorScript, options = ''): Promise<TransportSink> {
  const vendor = await startFakeVendor(script);
  return {
    dsn: vendor.dsn(options),
    recipients: () => vendor.recipients,
    checked: 'authenticated',
    stop: vendor.stop,
  };
}
