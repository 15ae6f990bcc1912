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
  const without = (channel: Channel, recipients: readonly (CountryCode | undefined)[]) =>
    dsnsOf(tenant, defaults)
      .filter((route) => route.channel === channel)
      .flatMap(({ dsn, name }) => {
        const used = recipients.filter((country) => routeOf(tenant, channel, defaults, country) === dsn);
        const vendors = vendorsOf(openClosed(dsn, channel)).filter((vendor) =>
          used.some((country) => vendor.requiresSender(country)),
        );
        return vendors.length > 0 ? [{ name, vendors: vendors.join(', ') }] : [];
      });
  if (!enabled) return [];
  return [
    ...(mail.from ? [] : without('mail', [undefined])).map(
      ({ name, vendors }) =>
        `mail.from: must be set, or ?from=a@b.example added to ${name}: ${vendors} has no sender`,
    ),
    ...(sms.sign ? [] : without('sms', countries)).map(
      ({ name, vendors }) =>
        `sms.sign: must be set, or ?sign=… added to ${name}: ${vendors} has no signature`,
    ),
  ];
}
