import type { Channel } from '@system-management/messaging';
import type { CountryCode } from 'libphonenumber-js';
import type { MessagingConfig } from '../config/messaging.config.js';
import type { Tenant } from '../tenants/tenant.js';

type DefaultDsns = Pick<MessagingConfig, 'mailDsn' | 'smsDsn'>;

/** A DSN that a tenant can send through. */
export interface Route {
  readonly channel: Channel;
  readonly dsn: string;
  /** The key of the tenants file, or the setting, that contains the DSN. */
  readonly name: string;
}

/** The DSN for one message: of the country, else of the tenant, else the default; `''` when none is configured. */
export function routeOf(
  tenant: Tenant,
  channel: Channel,
  defaults: DefaultDsns,
  country?: CountryCode,
): string {
  if (channel === 'mail') return tenant.mail.dsn || defaults.mailDsn;
  return (country && tenant.sms.routes[country]) || tenant.sms.dsn || defaults.smsDsn;
}

/** Every DSN that {@link routeOf} can choose for a tenant. */
export function dsnsOf({ mail, sms }: Tenant, { mailDsn, smsDsn }: DefaultDsns): Route[] {
  const byCountry = Object.entries(sms.routes).map(([country, dsn]): Route => ({
    channel: 'sms',
    dsn,
    name: `sms.routes.${country}`,
  }));
  const routes: Route[] = [
    {
      channel: 'mail',
      ...(mail.dsn ? { dsn: mail.dsn, name: 'mail.dsn' } : { dsn: mailDsn, name: 'MAIL_DSN' }),
    },
    { channel: 'sms', ...(sms.dsn ? { dsn: sms.dsn, name: 'sms.dsn' } : { dsn: smsDsn, name: 'SMS_DSN' }) },
    ...byCountry,
  ];
  return routes.filter(({ dsn }) => dsn !== '');
}
