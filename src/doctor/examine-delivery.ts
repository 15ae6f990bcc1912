import { AppError, ParameterError } from '@system-management/envelope';
import {
  type Channel,
  type Checked,
  createTransport,
  type Message,
  Outbox,
  type Transport,
  TransportError,
} from '@system-management/messaging';
import type { Settings } from '../app.config.js';
import { vendorsOf } from '../messaging/check-dsn.js';
import { dsnsOf, type Route, routeOf } from '../messaging/routes.js';
import type { Tenant } from '../tenants/tenant.js';
import { emailRecipient } from '../user/captcha/providers/email-recipient.js';
import { countryOf, phoneRecipient } from '../user/captcha/providers/phone-recipient.js';
import type { Recipient } from '../user/captcha/recipient.js';
import { adviceOn } from './advice.js';
import type { Report } from './report.js';
import { sampleMessage } from './sample-message.js';

/** Whose transports are asked, and who gets a test message. */
export interface Delivery {
  readonly tenant: Tenant;
  readonly language: string;
  readonly mail?: string | undefined;
  readonly sms?: string | undefined;
}

const PROOF: Readonly<Record<Checked, string>> = {
  authenticated: 'answers, and knows us',
  reached: 'answers; whether it takes our messages only a message can tell',
  nothing: 'sends nothing: messages stay in the outbox of the server',
};

/** Asks every transport that a tenant's messages can go through, and sends what was asked for. */
export async function examineDelivery(delivery: Delivery, settings: Settings, report: Report): Promise<void> {
  report.about('Transports');
  const routes = dsnsOf(delivery.tenant, settings);
  for (const channel of ['mail', 'sms'] as const) {
    if (!routes.some((route) => route.channel === channel))
      report.note(`${channel}: switched off, there is no DSN`);
  }
  for (const route of routes) await examineRoute(route, report);
  if (delivery.mail === undefined && delivery.sms === undefined) return;
  report.about('Test messages');
  await sendMail(delivery, settings, report);
  await sendSms(delivery, settings, report);
}

async function examineRoute({ channel, dsn, name }: Route, report: Report): Promise<void> {
  await withTransport(dsn, channel, async (transport) => {
    for (const vendor of vendorsOf(transport)) {
      const who = `${name}: ${String(vendor)}`;
      try {
        const proof = await vendor.check();
        if (proof === 'nothing') report.note(`${who} ${PROOF[proof]}`);
        else report.ok(`${who} ${PROOF[proof]}`);
      } catch (error) {
        complain(`${name}`, error, report);
      }
    }
  });
}

async function sendMail(delivery: Delivery, settings: Settings, report: Report): Promise<void> {
  const { mail, tenant } = delivery;
  if (mail === undefined) return;
  const recipient = judged(() => emailRecipient(mail));
  if (!recipient) return report.wrong('--mail: is not one e-mail address');
  await send('mail', delivery, recipient, routeOf(tenant, 'mail', settings), report);
}

async function sendSms(delivery: Delivery, settings: Settings, report: Report): Promise<void> {
  const { sms, tenant } = delivery;
  if (sms === undefined) return;
  const recipient = judged(() => phoneRecipient(sms, tenant.country));
  if (!recipient) {
    return report.wrong(
      `--sms: is not one phone number, with its calling code or as dialled in ${tenant.country}`,
    );
  }
  const country = countryOf(recipient);
  if (!country) return report.wrong('--sms: is a number of no country, and SMS go to countries only');
  if (!tenant.countries.includes(country)) {
    return report.wrong(`--sms: the tenant sends no SMS to ${country}`, `add ${country} to countries`);
  }
  await send('sms', delivery, recipient, routeOf(tenant, 'sms', settings, country), report);
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
  const message: Message = sampleMessage({ tenant, language, recipient, channel });
  await withTransport(dsn, channel, async (transport) => {
    try {
      await transport.send(message);
      const isKept = vendorsOf(transport).every((vendor) => String(vendor) === 'outbox:');
      if (isKept) report.note(`--${channel}: nothing was sent, outbox: sends nothing`);
      else
        report.ok(
          `--${channel}: ${String(transport)} took the message to ${recipient.masked}: look whether it arrives`,
        );
    } catch (error) {
      complain(`--${channel}`, error, report);
    }
  });
}

async function withTransport(
  dsn: string,
  channel: Channel,
  use: (transport: Transport) => Promise<void>,
): Promise<void> {
  const outbox = new Outbox();
  const transport = createTransport(dsn, channel, { outbox });
  try {
    await use(transport);
  } finally {
    await transport.close();
    outbox.close();
  }
}

/** Anything but a failed delivery is our own mistake, and says so with its stack. */
function complain(what: string, error: unknown, report: Report): void {
  if (!(error instanceof TransportError)) throw error;
  report.wrong(`${what}: ${error.message}`, adviceOn(error));
}

function judged(recipient: () => Recipient): Recipient | undefined {
  try {
    return recipient();
  } catch (error) {
    if (error instanceof ParameterError || error instanceof AppError) return undefined;
    throw error;
  }
}
