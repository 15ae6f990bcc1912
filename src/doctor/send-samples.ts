import { ParameterError } from '@system-management/envelope';
import type { Channel } from '@system-management/messaging';
import type { MessagingConfig } from '../config/messaging.config.js';
import { isOutbox, vendorsOf } from '../config/check-dsn.js';
import { routeOf } from '../messaging/routes.js';
import type { Tenant } from '../tenants/tenant.js';
import { emailRecipient } from '../user/captcha/delivery/providers/email-recipient.js';
import { countryOf, phoneRecipient } from '../user/captcha/delivery/providers/phone-recipient.js';
import type { Recipient } from '../user/captcha/challenge/recipient.js';
import { reportFailure, withTransport } from './check-transports.js';
import type { Report } from './report.js';
import { sampleMessage } from './sample-message.js';

/** Recipients of a tenant's test messages. */
export interface Delivery {
  readonly tenant: Tenant;
  /** BCP 47 tag of a shipped language. */
  readonly language: string;
  readonly mail?: string | undefined;
  readonly sms?: string | undefined;
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
  const { mail, tenant } = delivery;
  if (mail === undefined) return;
  const recipient = parsedOrUndefined(() => emailRecipient(mail));
  if (!recipient) return report.wrong('--mail: is not one e-mail address');
  await send('mail', delivery, recipient, routeOf(tenant, 'mail', config), report);
}

async function sendSms(delivery: Delivery, config: MessagingConfig, report: Report): Promise<void> {
  const { sms, tenant } = delivery;
  if (sms === undefined) return;
  const recipient = parsedOrUndefined(() => phoneRecipient(sms, tenant.country, tenant.sms));
  if (!recipient) {
    return report.wrong(
      `--sms: is not one phone number, with its calling code or as dialled in ${tenant.country}`,
    );
  }
  const country = countryOf(recipient);
  if (!country)
    return report.wrong('--sms: the number belongs to no country, and SMS are enabled by country');
  if (!tenant.countries.includes(country)) {
    return report.wrong(`--sms: the tenant sends no SMS to ${country}`, `add ${country} to countries`);
  }
  await send('sms', delivery, recipient, routeOf(tenant, 'sms', config, country), report);
}

async function send(
  channel: Channel,
  { tenant, language }: Delivery,
  recipient: Recipient,
  dsn: string,
  report: Report,
): Promise<void> {
  if (!dsn)
    return report.wrong(`--${channel}: is switched off, there is no DSN`, `set ${channel}.dsn of the tenant`);
  const message = sampleMessage({ tenant, language, recipient, channel });
  await withTransport(dsn, channel, async (transport) => {
    try {
      await transport.send(message);
      const isOutboxOnly = vendorsOf(transport).every(isOutbox);
      if (isOutboxOnly) report.note(`--${channel}: nothing was sent, outbox: sends nothing`);
      else
        report.ok(
          `--${channel}: ${String(transport)} accepted the message to ${recipient.masked}: check whether it arrives`,
        );
    } catch (error) {
      reportFailure(`--${channel}`, error, report);
    }
  });
}

function parsedOrUndefined(parse: () => Recipient): Recipient | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ParameterError) return undefined;
    throw error;
  }
}
