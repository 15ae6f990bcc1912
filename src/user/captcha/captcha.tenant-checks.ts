import { missingSenders } from '../../messaging/missing-senders.js';
import type { TenantChecks } from '../../tenants/tenant-rules.js';
import { guessProblems } from './challenge/guess-probability.js';
import { siteverifyProblems } from './siteverify/siteverify-problems.js';
import { testRecipientProblems } from './test-recipients/test-recipients.js';

/** The captcha checks of a tenants file, beside its schema. */
export const captchaTenantChecks: TenantChecks = {
  checkPolicy: guessProblems,
  checkTenant: (tenant, settings) => [
    ...testRecipientProblems(tenant, settings.production),
    ...siteverifyProblems(tenant, settings.production),
    ...missingSenders(tenant, settings),
  ],
};
