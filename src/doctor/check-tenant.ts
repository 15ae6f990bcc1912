import { smsSegments } from '@system-management/messaging';
import type { AppConfig } from '../config/app.config.js';
import type { MessagingConfig } from '../config/messaging.config.js';
import { NO_RECIPIENT } from '../user/captcha/challenge/recipient.js';
import type { Tenant } from '../tenants/tenant.js';
import { guessProbability, MAX_GUESS_PROBABILITY } from '../user/captcha/challenge/guess-probability.js';
import { isExpired } from '../user/captcha/test-recipients/test-recipients.js';
import type { Report } from './report.js';
import { sampleMessage } from './sample-message.js';

/** Reports settings of a tenant that are valid but probably not intended. */
export function checkTenant(
  tenant: Tenant,
  { outbox, production }: AppConfig & Pick<MessagingConfig, 'outbox'>,
  report: Report,
): void {
  report.about(`Tenant ${tenant.code}, shown as “${tenant.brand.name}”`);
  if (!tenant.enabled)
    report.wrong(
      'is disabled: requests for it are refused like those for an unknown tenant',
      'set enabled: true',
    );
  const chance = guessProbability(tenant.policy).toExponential(1);
  report.ok(
    `policy: the probability of guessing an account's code within a day is ${chance} (limit: ${MAX_GUESS_PROBABILITY.toExponential()})`,
  );
  checkRoutes(tenant, report);
  checkSms(tenant, report);
  for (const [i, test] of tenant.testRecipients.entries()) {
    if (isExpired(test))
      report.note(`testRecipients[${i}]: has expired, and is treated like any other recipient`);
  }
  if (outbox && !production)
    report.note('OUTBOX=on: the outbox shows every code to anyone who can reach the server');
}

function checkRoutes({ sms, countries }: Tenant, report: Report): void {
  if (countries.length === 0) report.note('countries: is empty, so no SMS is sent');
  for (const country of Object.keys(sms.routes)) {
    if (countries.some((enabled) => enabled === country)) continue;
    report.note(`sms.routes.${country}: is never used, because countries has no ${country}`);
  }
}

/** Reports custom SMS texts that need several segments. Tests cover the shipped texts. */
function checkSms(tenant: Tenant, report: Report): void {
  for (const [use, byLanguage] of Object.entries(tenant.templates)) {
    for (const [language, { sms }] of Object.entries(byLanguage)) {
      if (sms === undefined) continue;
      const { text } = sampleMessage({ tenant, language, recipient: NO_RECIPIENT, channel: 'sms', use });
      // Only test messages carry the mark.
      const { parts, units, isGsm } = smsSegments(text.slice('TEST '.length));
      if (parts.length === 1) continue;
      const capacity = isGsm ? '160 GSM 7-bit characters' : '70 characters, because not all are GSM 7-bit';
      report.note(
        `templates.${use}.${language}.sms: takes ${parts.length} SMS (${units} characters; one holds ${capacity})`,
      );
    }
  }
}
