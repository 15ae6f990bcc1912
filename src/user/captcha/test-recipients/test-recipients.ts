import type { CodePolicy, PurposePolicy, Tenant, TestRecipient } from '../../../tenants/tenant.js';
import { matchesPolicy, formatOf } from '../challenge/code-format.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { countryOf, phoneRecipient } from '../delivery/providers/phone-recipient.js';
import type { Recipient } from '../challenge/recipient.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whose code may be a fixed one. */
export interface TestRecipientContext {
  readonly tenant: Pick<Tenant, 'testRecipients'>;
  readonly purpose: PurposePolicy;
}

/**
 * The code of an account that the tenant keeps for testers: the first entry that names it, is not over, and has the
 * form of the purpose's codes. Everybody else, and a tester once the last day is over, has none.
 * @param now milliseconds since 1970. @default the clock
 */
export function fixedCodeFor(
  { canonical }: Recipient,
  { tenant, purpose }: TestRecipientContext,
  now = Date.now(),
): string | undefined {
  return tenant.testRecipients.find(
    (test) =>
      isMatch(test, canonical) && !isExpired(test, now) && matchesPolicy(test.code, purpose[typeOf(test)]),
  )?.code;
}

/**
 * A recipient as it is counted: those who share a fixed code by one entry (`*@qa.example`) share one budget of wrong
 * answers, or the code could be guessed at ten times for each of them. Everybody else is as before.
 * @param now milliseconds since 1970. @default the clock
 */
export function withSharedLimit(
  recipient: Recipient,
  { testRecipients }: TestRecipientContext['tenant'],
  now = Date.now(),
): Recipient {
  const test = testRecipients.find((one) => isMatch(one, recipient.canonical) && !isExpired(one, now));
  return test ? { ...recipient, mailbox: test.match } : recipient;
}

/** Whether its last day, in UTC, has passed. */
export function isExpired({ until }: TestRecipient, now = Date.now()): boolean {
  return until !== '' && now >= Date.parse(until) + DAY_MS;
}

/**
 * What is wrong with a tenant's test recipients, for its file's problems: whom no request can name, and a purpose that
 * would send a real code to a tester.
 * @param mustEnd whether each needs a last day, as in production
 */
export function testRecipientProblems(tenant: Tenant, mustEnd: boolean): string[] {
  return tenant.testRecipients.flatMap((test, i) =>
    [
      ...(mustEnd && test.until === '' ? ['until: must be set in production'] : []),
      ...matchProblems(test, tenant),
      ...codeProblems(test, tenant),
    ].map((problem) => `testRecipients[${i}].${problem}`),
  );
}

function matchProblems({ match }: TestRecipient, { country, countries }: Tenant): string[] {
  try {
    if (!match.startsWith('+')) {
      emailRecipient(match.replace(/^\*@/, 'anybody@'));
      return [];
    }
    const home = countryOf(phoneRecipient(match, country));
    return home && countries.includes(home) ? [] : ['match: is a number of none of the countries'];
  } catch {
    return ['match: is no account that anybody can ask for'];
  }
}

/** Entries of one account complete each other: each purpose needs one that has its form. */
function codeProblems(test: TestRecipient, { policy, testRecipients }: Tenant): string[] {
  const type = typeOf(test);
  const codes = testRecipients.filter(({ match }) => match === test.match).map(({ code }) => code);
  const purposes = Object.entries(policy.purposes);
  if (!purposes.some(([, purpose]) => matchesPolicy(test.code, purpose[type]))) {
    return [`code: is no code of policy.${type}, which has ${describe(policy[type])}`];
  }
  return purposes
    .filter(([, purpose]) => !codes.some((code) => matchesPolicy(code, purpose[type])))
    .map(([use, purpose]) => {
      const form = describe(purpose[type]);
      return `code: the purpose ${use} has ${form}: add an entry with the same match and such a code`;
    });
}

function describe(policy: CodePolicy): string {
  return `${policy.length} of ${formatOf(policy).alphabet}`;
}

function isMatch({ match }: TestRecipient, identity: string): boolean {
  return match.startsWith('*@') ? identity.endsWith(match.slice(1)) : identity === match;
}

function typeOf({ match }: TestRecipient): 'email' | 'phone' {
  return match.startsWith('+') ? 'phone' : 'email';
}
