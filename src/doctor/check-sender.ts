import type { Transport } from '@system-management/messaging';
import type { Route } from '../messaging/routes.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Report } from './report.js';

/** What a mail transport says in EHLO if neither its DSN nor the host has a name. */
const NO_NAME = '[127.0.0.1]';

/** Reports who mails are from and where replies go, or that messages would have no sender. */
export function checkSender(
  { code, mail, sms, countries }: Tenant,
  { channel, name }: Pick<Route, 'channel' | 'name'>,
  vendors: readonly Transport[],
  report: Report,
): void {
  if (channel === 'sms') {
    const unsigned = vendors.filter((vendor) => countries.some((country) => vendor.requiresSender(country)));
    if (!sms.sign && unsigned.length > 0)
      report.wrong(
        `${name}: SMS of the tenant ${code} have no signature, and ${unsigned.join(', ')} refuses those`,
        `set sms.sign of the tenant ${code}, or add ?sign=… to ${name}`,
      );
    return;
  }
  const withoutSender = vendors.filter((vendor) => vendor.requiresSender());
  if (mail.from) report.ok(`${name}: mails are from ${mail.from} (mail.from)`);
  else if (withoutSender.length > 0)
    report.wrong(
      `${name}: mails of the tenant ${code} have no sender, and ${withoutSender.join(', ')} refuses those`,
      `set mail.from of the tenant ${code}, or add ?from=Name%20<no-reply@your.domain> to ${name}`,
    );
  if (mail.replyTo) report.ok(`${name}: replies go to ${mail.replyTo} (mail.replyTo)`);
}

/** The name that a mail transport gives to its server, as the end of a line; `''` for other transports. */
export function greetingOf(tenant: Tenant, vendor: Transport): string {
  const { clientName } = vendor;
  if (!clientName) return '';
  return `; EHLO says ${takesDomainOfMail(tenant, vendor) ? 'the domain of mail.from' : clientName}`;
}

/** Notes that a mail transport has no name to give to its server, only an address literal such as `[127.0.0.1]`. */
export function checkClientName(tenant: Tenant, name: string, vendor: Transport, report: Report): void {
  const { clientName } = vendor;
  if (!clientName?.startsWith('[') || takesDomainOfMail(tenant, vendor)) return;
  report.note(
    `${name}: EHLO to ${String(vendor)} says the address ${clientName}, which some servers refuse`,
    'add ?name=host.your.domain to the DSN, the name of this host in DNS',
  );
}

/** Without a sender and the option `name` in its DSN, a transport takes the domain of the first mail's sender. */
function takesDomainOfMail({ mail }: Tenant, vendor: Transport): boolean {
  return vendor.clientName === NO_NAME && vendor.requiresSender() && mail.from !== '';
}
