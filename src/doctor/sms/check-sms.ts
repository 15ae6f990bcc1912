import type { Route } from '../../messaging/routes.js';
import type { Tenant } from '../../tenants/tenant.js';
import { withTransport } from '../check-transports.js';
import type { Report } from '../report.js';
import { checkSmsCountries } from './check-sms-countries.js';
import { checkSmsTexts } from './check-sms-texts.js';

/** Reports which numbers a tenant sends SMS to, and how many SMS its texts take. */
export async function checkSms(tenant: Tenant, routes: readonly Route[], report: Report): Promise<void> {
  const smsRoutes = routes.filter(({ channel }) => channel === 'sms');
  if (smsRoutes.length === 0) return;
  checkSmsCountries(tenant, report);
  const ofTemplates: string[] = [];
  for (const { dsn, name } of smsRoutes) {
    await withTransport(dsn, 'sms', async ({ sendsTemplates }) => {
      if (sendsTemplates) ofTemplates.push(name);
    });
  }
  if (ofTemplates.length < smsRoutes.length) checkSmsTexts(tenant, report);
  else report.about('SMS texts');
  for (const name of ofTemplates)
    report.note(
      `${name}: the vendor sends its own templates, not the texts of this service`,
      'see its console for their length and price',
    );
}
