import type { Transport } from '@system-management/messaging';
import type { Tenant } from '../tenants/tenant.js';
import type { Report } from './report.js';

/** What a mail transport says in EHLO if neither its DSN nor the host has a name. */
const NO_NAME = '[127.0.0.1]';

/** Reports who the mails of a route are from and where replies go, as far as the tenant sets it. */
export function checkSender({ mail }: Tenant, name: string, report: Report): void {
  if (mail.from) report.ok(`${name}: mails are from ${mail.from} (mail.from)`);
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
