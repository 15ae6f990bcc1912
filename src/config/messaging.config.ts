import type { ConfigType } from '@nestjs/config';
import { type Channel, isLoopback } from '@system-management/messaging';
import { checkDsn, checkProductionDsn, isOutboxOnly } from './check-dsn.js';
import { defineConfig } from './reader/define-config.js';
import { readHost } from './server.config.js';

/** Sends nothing, so that an operator must choose a vendor. */
const DEFAULT_DSN = 'outbox:';

/** Transports of tenants that configure none, and the outbox. */
export const messagingConfig = defineConfig(
  'messaging',
  (read) => {
    const check = read.isProduction ? checkProductionDsn : checkDsn;
    /** An empty DSN disables the channel. */
    const dsn = (name: string, channel: Channel): string =>
      read.parsed(name, (text = DEFAULT_DSN) => (text && check(text, channel), text), '');
    const [mailDsn, smsDsn] = [dsn('MAIL_DSN', 'mail'), dsn('SMS_DSN', 'sms')];
    // Anywhere else people could read codes that are not theirs, so it must be said.
    const isLocal =
      isLoopback(readHost(read)) && isOutboxOnly(mailDsn, 'mail') && isOutboxOnly(smsDsn, 'sms');
    /** Whether `/outbox` shows messages and the codes of images. */
    const outbox = read.onOff('OUTBOX', isLocal && !read.isProduction);
    read.addProblem('OUTBOX', read.isProduction && outbox, 'must be off in production');
    return { mailDsn, smsDsn, outbox };
  },
  ['mailDsn', 'smsDsn'],
);
export type MessagingConfig = ConfigType<typeof messagingConfig>;
