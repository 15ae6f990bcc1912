import type { ConfigType } from '@nestjs/config';
import type { Channel } from '@system-management/messaging';
import { checkDsn, checkProductionDsn } from './check-dsn.js';
import { defineConfig } from './reader/define-config.js';

/** Sends nothing, so that an operator must choose a vendor. */
const DEFAULT_DSN = 'outbox:';

/** Transports of tenants that configure none, and the outbox. */
export const messagingConfig = defineConfig(
  'messaging',
  (read) => {
    const check = read.isProduction ? checkProductionDsn : checkDsn;
    /** An empty DSN disables the channel. */
    const dsn = (name: string, channel: Channel): string =>
      read.parsed(name, (text = DEFAULT_DSN) => (text && check(text, channel), text));
    const config = {
      mailDsn: dsn('MAIL_DSN', 'mail'),
      smsDsn: dsn('SMS_DSN', 'sms'),
      /** Whether `/outbox` shows messages and the codes of images. */
      outbox: read.onOff('OUTBOX', !read.isProduction),
    };
    read.addProblem('OUTBOX', read.isProduction && config.outbox, 'must be off in production');
    return config;
  },
  ['mailDsn', 'smsDsn'],
);
export type MessagingConfig = ConfigType<typeof messagingConfig>;
