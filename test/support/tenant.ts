import type { Limits } from '../../src/tenants/limits.js';
import type { CodePolicies, PurposePolicy, Tenant } from '../../src/tenants/tenant.js';

const POLICIES: CodePolicies = {
  image: { length: 6, alphabet: 'letters', lifetime: 180, attempts: 1 },
  email: { length: 6, alphabet: 'digits', lifetime: 180, attempts: 5 },
  phone: { length: 6, alphabet: 'digits', lifetime: 180, attempts: 5 },
};
const LIMITS: Limits = {
  recipient: { gap: 60, perHour: 5, perDay: 10, networkPerDay: 5, mailboxPerDay: 40 },
  withImage: { every: 600, networkPerDay: 5, perDay: 20 },
  address: {
    messagesPerHour: 30,
    imagesPerMinute: 120,
    audioPerMinute: 12,
    refusedPerHour: 10,
    wrongPerHour: 60,
  },
  tenant: { messagesPerDay: 10_000, wrongPerHour: 1000 },
  prefix: { perHour: 20 },
  account: { wrongPerDay: 10 },
  stepUp: { perAccountHour: 2, perAddressHour: 10 },
};
const OPEN: PurposePolicy = { ...POLICIES, requiresLogin: false, limits: LIMITS };

/** A tenant with the defaults of the contract §7, overridden by `parts`. */
export function tenantWith(parts: Partial<Tenant> = {}): Tenant {
  return {
    code: 'default',
    name: 'Default',
    enabled: true,
    language: 'en',
    country: 'CN',
    countries: ['CN', 'HK', 'MO', 'TW', 'SG', 'US', 'GB'],
    domain: '',
    brand: { name: 'Default' },
    mail: { dsn: '', from: '', replyTo: '' },
    sms: { dsn: '', sign: '', routes: {}, landlines: false, numbers: 'valid' },
    stepUp: { presentation: 'image', dsn: '' },
    pow: { cost: 1000, tries: 300 },
    siteverify: { secret: '' },
    templates: {},
    testRecipients: [],
    policy: { ...POLICIES, limits: LIMITS, purposes: { login: OPEN } },
    ...parts,
  };
}
