import {
  type Channel,
  type CheckResult,
  createTransport,
  Outbox,
  type Transport,
  TransportError,
} from '@system-management/messaging';
import { strongCodeProblem, vendorsOf } from '../config/check-dsn.js';
import type { Route } from '../messaging/routes.js';
import type { Tenant } from '../tenants/tenant.js';
import { adviceFor } from './advice.js';
import { checkClientName, checkSender, greetingOf } from './check-sender.js';
import type { Report } from './report.js';

const RESULT_TEXTS: Readonly<Record<CheckResult, string>> = {
  authenticated: 'answers, and accepts the credentials',
  reached: 'answers; only a test message shows whether it accepts messages',
  nothing: 'sends nothing: messages stay in the outbox of the server',
};

const CHANNEL_TEXTS: Readonly<Record<Channel, readonly [string, string]>> = {
  mail: ['mails are switched off: there is no DSN', 'set mail.dsn of the tenant or MAIL_DSN to send mails'],
  sms: ['SMS are switched off: there is no DSN', 'set sms.dsn of the tenant or SMS_DSN to send SMS'],
};

/** Checks every transport of a tenant's routes, including each one inside a failover. */
export async function checkTransports(
  tenant: Tenant,
  routes: readonly Route[],
  report: Report,
): Promise<void> {
  report.about('Transports');
  for (const channel of ['mail', 'sms'] as const) {
    if (!routes.some((route) => route.channel === channel)) report.note(...CHANNEL_TEXTS[channel]);
  }
  for (const route of routes) await checkRoute(tenant, route, report);
}

async function checkRoute(tenant: Tenant, { channel, dsn, name }: Route, report: Report): Promise<void> {
  await withTransport(dsn, channel, async (transport) => {
    const vendors = vendorsOf(transport);
    for (const vendor of vendors) await checkVendor(tenant, name, vendor, report);
    if (channel === 'mail') checkSender(tenant, name, report);
    for (const vendor of vendors) checkClientName(tenant, name, vendor, report);
  });
}

async function checkVendor(tenant: Tenant, name: string, vendor: Transport, report: Report): Promise<void> {
  const problem = strongCodeProblem(vendor);
  if (problem) report.note(`${name}: ${problem}`);
  try {
    const result = await vendor.check();
    const line = `${name}: ${String(vendor)} ${RESULT_TEXTS[result]}`;
    if (result === 'nothing') report.note(line);
    else report.ok(`${line}${greetingOf(tenant, vendor)}`);
  } catch (error) {
    reportFailure(name, error, report);
  }
}

/** Opens a transport, and closes it after use. Messages to an `outbox:` are discarded. */
export async function withTransport(
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

/**
 * Reports a failed delivery with advice.
 * @throws any other error, because it is a bug
 */
export function reportFailure(what: string, error: unknown, report: Report): void {
  if (!(error instanceof TransportError)) throw error;
  report.wrong(`${what}: ${error.message}`, adviceFor(error));
}
