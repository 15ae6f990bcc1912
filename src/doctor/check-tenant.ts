import { smsSegments } from '@system-management/messaging';
import type { Settings } from '../config/settings.js';
import { NO_RECIPIENT } from '../user/captcha/challenge/recipient.js';
import type { Tenant } from '../tenants/tenant.js';
import { guessProbability, MAX_GUESS_PROBABILITY } from '../user/captcha/challenge/guess-probability.js';
import { isExpired } from '../user/captcha/test-recipients/test-recipients.js';
import type { Report } from './report.js';
import { sampleMessage } from './sample-message.js';

/** Looks for what the tenants file may say, and nobody would mean. */
export function checkTenant(tenant: Tenant, { outbox, production }: Settings, report: Report): void {
  report.about(`Tenant ${tenant.code}, shown as “${tenant.brand.name}”`);
  if (!tenant.enabled) report.wrong('it is answered as if nobody knew it', 'set enabled: true');
  const chance = guessProbability(tenant.policy).toExponential(1);
  report.ok(
    `policy: an account's code is guessed with a chance of ${chance} a day (at most ${MAX_GUESS_PROBABILITY.toExponential()})`,
  );
  checkRoutes(tenant, report);
  checkSms(tenant, report);
  for (const [i, test] of tenant.testRecipients.entries()) {
    if (isExpired(test)) report.note(`testRecipients[${i}]: is over, and like anybody`);
  }
  if (outbox && !production) report.note('the outbox shows every code to whoever asks (OUTBOX=on)');
}

function checkRoutes({ sms, countries }: Tenant, report: Report): void {
  if (countries.length === 0) report.note('countries: is empty, so no SMS is sent');
  for (const country of Object.keys(sms.routes)) {
    if (countries.some((enabled) => enabled === country)) continue;
    report.note(`sms.routes.${country}: is never used, because countries has no ${country}`);
  }
}

/** What its own texts cost; the shipped ones are measured by tests. */
function checkSms(tenant: Tenant, report: Report): void {
  for (const [use, byLanguage] of Object.entries(tenant.templates)) {
    for (const [language, { sms }] of Object.entries(byLanguage)) {
      if (sms === undefined) continue;
      const { text } = sampleMessage({ tenant, language, recipient: NO_RECIPIENT, channel: 'sms', use });
      // Without the mark of a test, which takes five letters.
      const { parts, units, isGsm } = smsSegments(text.slice('TEST '.length));
      if (parts.length === 1) continue;
      const room = isGsm ? '160 letters of GSM' : '70 letters that are not all of GSM';
      report.note(
        `templates.${use}.${language}.sms: costs ${parts.length} SMS (${units} letters; one has ${room})`,
      );
    }
  }
}
