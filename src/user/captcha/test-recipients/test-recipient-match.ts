import type { Tenant, TestRecipient } from '../../../tenants/tenant.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';

/** What the comparison with a number needs of a tenant. */
export type MatchContext = Pick<Tenant, 'country' | 'sms'>;

/** Entries are frozen and belong to one tenant, so their numbers are parsed once. */
const canonicals = new WeakMap<TestRecipient, string>();

/** The type of the account or the accounts that an entry matches. */
export function typeOf({ match }: TestRecipient): 'email' | 'phone' {
  return match.includes('@') ? 'email' : 'phone';
}

/** Whether an entry matches all accounts of a domain. */
export function isDomain({ match }: TestRecipient): boolean {
  return match.startsWith('*@');
}

/** Whether an entry matches a recipient. A number may be written in any form: its canonical form is compared. */
export function isMatch(test: TestRecipient, canonical: string, tenant: MatchContext): boolean {
  return isDomain(test) ? canonical.endsWith(test.match.slice(1)) : canonical === canonicalOf(test, tenant);
}

/** The canonical form of an entry's account. Of a text that is no account, the text: it matches nothing. */
export function canonicalOf(test: TestRecipient, tenant: MatchContext): string {
  if (typeOf(test) === 'email') return test.match;
  let canonical = canonicals.get(test);
  if (canonical === undefined) {
    canonical = parsedOr(test.match, tenant);
    canonicals.set(test, canonical);
  }
  return canonical;
}

function parsedOr(match: string, { country, sms }: MatchContext): string {
  try {
    return phoneRecipient(match, country, sms).canonical;
  } catch {
    return match;
  }
}
