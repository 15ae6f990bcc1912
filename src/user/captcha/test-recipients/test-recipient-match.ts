import type { Tenant, TestRecipient } from '../../../tenants/tenant.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';

/** What the comparison with a number needs of a tenant. */
export type MatchContext = Pick<Tenant, 'country' | 'sms'>;

/** Entries are frozen and belong to one tenant, so each is parsed once. */
const canonicals = new WeakMap<TestRecipient, string>();

/** The type of the account or the accounts that an entry matches. */
export function typeOf({ match }: TestRecipient): 'email' | 'phone' {
  return match.includes('@') ? 'email' : 'phone';
}

/** Whether an entry matches all accounts of a domain. */
export function isDomain({ match }: TestRecipient): boolean {
  return match.startsWith('*@');
}

/** Whether an entry matches a recipient. It may be written in any form: canonical forms are compared. */
export function isMatch(test: TestRecipient, canonical: string, tenant: MatchContext): boolean {
  const own = canonicalOf(test, tenant);
  return isDomain(test) ? canonical.endsWith(own.slice(1)) : canonical === own;
}

/**
 * The canonical form of an entry, or `*@` and that of its domain. An entry that is not an account stays as it is, and
 * matches nothing.
 */
export function canonicalOf(test: TestRecipient, tenant: MatchContext): string {
  let canonical = canonicals.get(test);
  if (canonical === undefined) {
    canonical = parsedOrAsWritten(test, tenant);
    canonicals.set(test, canonical);
  }
  return canonical;
}

function parsedOrAsWritten(test: TestRecipient, { country, sms }: MatchContext): string {
  const { match } = test;
  try {
    if (isDomain(test)) return `*${emailRecipient(`any${match.slice(1)}`).canonical.slice('any'.length)}`;
    return (typeOf(test) === 'email' ? emailRecipient(match) : phoneRecipient(match, country, sms)).canonical;
  } catch {
    return match;
  }
}
