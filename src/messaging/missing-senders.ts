import type { Channel } from '@system-management/messaging';
import type { CountryCode } from 'libphonenumber-js';
import { openClosed, vendorsOf } from '../config/check-dsn.js';
import type { MessagingConfig } from '../config/messaging.config.js';
import type { Tenant } from '../tenants/tenant.js';
import { dsnsOf, routeOf } from './routes.js';

type DefaultDsns = Pick<MessagingConfig, 'mailDsn' | 'smsDsn'>;

/**
 * Finds the DSNs of a tenant whose vendors would refuse every message, because neither the DSN nor the tenant names a
 * sender: `from` of mails, `sign` of SMS. A disabled tenant sends nothing, so it has no problems.
 * @returns problems such as `mail.from: must be set, or …`, without secrets
 */
export function missingSenders(tenant: Tenant, defaults: DefaultDsns): string[] {
  const { enabled, mail, sms, countries } = tenant;
  if (!enabled) return [];
  const mailsTo = mail.from ? [] : [undefined];
  const smsTo = sms.sign ? [] : countries;
  return [
    ...vendorsWithoutSender(tenant, defaults, 'mail', mailsTo).map(
      ({ name, vendors }) =>
        `mail.from: must be set, or ?from=a@b.example added to ${name}: ${vendors} has no sender`,
    ),
    ...vendorsWithoutSender(tenant, defaults, 'sms', smsTo).map(
      ({ name, vendors }) =>
        `sms.sign: must be set, or ?sign=… added to ${name}: ${vendors} has no signature`,
    ),
  ];
}

/** By DSN. @param recipients countries of the messages that have no sender; `undefined` for mails */
function vendorsWithoutSender(
  tenant: Tenant,
  defaults: DefaultDsns,
  channel: Channel,
  recipients: readonly (CountryCode | undefined)[],
): { readonly name: string; readonly vendors: string }[] {
  return dsnsOf(tenant, defaults)
    .filter((route) => route.channel === channel)
    .flatMap(({ dsn, name }) => {
      const used = recipients.filter((country) => routeOf(tenant, channel, defaults, country) === dsn);
      const vendors = vendorsOf(openClosed(dsn, channel)).filter((vendor) =>
        used.some((country) => vendor.requiresSender(country)),
      );
      return vendors.length > 0 ? [{ name, vendors: vendors.join(', ') }] : [];
    });
}
