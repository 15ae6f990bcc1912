import type { AppConfig } from '../config/app.config.js';
import type { MessagingConfig } from '../config/messaging.config.js';
import { missingSenders } from '../messaging/missing-senders.js';
import type { Tenant } from '../tenants/tenant.js';
import { guessProbability, MAX_GUESS_PROBABILITY } from '../user/captcha/challenge/guess-probability.js';
import { isExpired } from '../user/captcha/test-recipients/test-recipients.js';
import type { Report } from './report.js';

/** Reports the policy of a tenant, and settings that are valid but probably not intended. */
export function checkTenant(
  tenant: Tenant,
  { outbox, production, ...dsns }: AppConfig & MessagingConfig,
  report: Report,
): void {
  report.about(`Tenant ${tenant.code}, shown as “${tenant.brand.name}”`);
  if (!tenant.enabled)
    report.wrong(
      `the tenant ${tenant.code} is disabled: its requests are answered like those of an unknown tenant`,
      'set enabled: true',
    );
  // The check of the tenants file leaves out disabled tenants.
  for (const problem of missingSenders({ ...tenant, enabled: true }, dsns))
    report.wrong(problem, 'correct this in the tenants file or in the DSN');
  const chance = guessProbability(tenant.policy).toExponential(1);
  report.ok(
    `policy: the probability of guessing an account's code within a day is ${chance} (limit: ${MAX_GUESS_PROBABILITY.toExponential()})`,
  );
  for (const [i, test] of tenant.testRecipients.entries()) {
    if (isExpired(test))
      report.note(
        `testRecipients[${i}] has expired, and is treated like any other recipient`,
        'set a later until, or remove the entry',
      );
  }
  if (outbox && !production)
    report.note(
      'OUTBOX=on: the outbox shows every code to anyone who can reach the server',
      'set OUTBOX=off where others can reach it',
    );
}
