import { ParameterError } from '@system-management/envelope';
import type { Channel } from '@system-management/messaging';
import type { CountryCode } from 'libphonenumber-js';
import { isOutbox, vendorsOf } from '../config/check-dsn.js';
import type { MessagingConfig } from '../config/messaging.config.js';
import { dsnsOf, routeOf } from '../messaging/routes.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Recipient } from '../user/captcha/challenge/recipient.js';
import { emailRecipient } from '../user/captcha/delivery/providers/email-recipient.js';
import { phoneRecipient } from '../user/captcha/delivery/providers/phone-recipient.js';
import { fixedCodeFor } from '../user/captcha/test-recipients/test-recipients.js';
import { reportFailure, withTransport } from './check-transports.js';
import type { Report } from './report.js';
import { markedMessage, sampleMessage } from './sample-message.js';
import { assessNumber } from './sms/assess-number.js';

/** Recipients of a tenant's test messages. */
export interface Delivery {
  readonly tenant: Tenant;
  /** BCP 47 tag of a shipped language. */
  readonly language: string;
  readonly mail?: string | undefined;
  readonly sms?: string | undefined;
  /** Whether the recipients are checked only. @default false */
  readonly dryRun?: boolean | undefined;
}

/** Sends the requested test messages through the transports that real messages use. */
export async function sendSamples(
  delivery: Delivery,
  config: MessagingConfig,
  report: Report,
): Promise<void> {
  if (delivery.mail === undefined && delivery.sms === undefined) return;
  report.about('Test messages');
  await sendMail(delivery, config, report);
  await sendSms(delivery, config, report);
}

async function sendMail(delivery: Delivery, config: MessagingConfig, report: Report): Promise<void> {
  const { mail } = delivery;
  if (mail === undefined) return;
  const recipient = mailRecipient(mail);
  if (!recipient)
    return report.wrong('--mail: is not one e-mail address', 'write it as jane@example.com, without a name');
  await send('mail', delivery, recipient, config, report);
}

async function sendSms(delivery: Delivery, config: MessagingConfig, report: Report): Promise<void> {
  const { sms, tenant } = delivery;
  if (sms === undefined) return;
  const { what, country, refusals } = assessNumber(sms, tenant);
  if (what) report.ok(`--sms: ${what}`);
  for (const { reason, remedy } of refusals) report.wrong(`--sms: ${reason}`, remedy);
  if (refusals.length > 0) return;
  await send('sms', delivery, phoneRecipient(sms, tenant.country, tenant.sms), config, report, country);
}

async function send(
  channel: Channel,
  { tenant, language, dryRun = false }: Delivery,
  recipient: Recipient,
  config: MessagingConfig,
  report: Report,
  country?: CountryCode,
): Promise<void> {
  const dsn = routeOf(tenant, channel, config, country);
  if (!dsn)
    return report.wrong(
      `--${channel}: is switched off, there is no DSN`,
      `set ${channel}.dsn of the tenant, or ${channel.toUpperCase()}_DSN`,
    );
  reportTestRecipient(channel, tenant, recipient, report);
  const { name } = dsnsOf(tenant, config).find((route) => route.channel === channel && route.dsn === dsn)!;
  if (dryRun) {
    report.ok(
      `--${channel}: the tenant sends to ${recipient.masked} by ${name}. Nothing was sent (--dry-run)`,
    );
    return;
  }
  const message = markedMessage(sampleMessage({ tenant, language, recipient, channel }));
  await withTransport(dsn, channel, async (transport) => {
    try {
      await transport.send(message);
      if (vendorsOf(transport).every(isOutbox))
        report.note(`--${channel}: nothing was sent, because ${name} is outbox:`);
      else
        report.ok(
          `--${channel}: ${String(transport)} accepted the message to ${recipient.masked}: check whether it arrives`,
        );
    } catch (error) {
      reportFailure(`--${channel}`, error, report);
    }
  });
}

/** A test message is sent to a test recipient, too, so that its transport can be checked. */
function reportTestRecipient(channel: Channel, tenant: Tenant, recipient: Recipient, report: Report): void {
  const purpose = tenant.policy.purposes['login'];
  if (purpose && fixedCodeFor(recipient, { tenant, purpose }) !== undefined)
    report.note(
      `--${channel}: is a test recipient (testRecipients): requests send it nothing, and its code is fixed`,
    );
}

function mailRecipient(mail: string): Recipient | undefined {
  try {
    return emailRecipient(mail);
  } catch (error) {
    if (error instanceof ParameterError) return undefined;
    throw error;
  }
}
