import type { CodePolicy, Tenant, TestRecipient } from '../../../tenants/tenant.js';
import { matchesPolicy, formatOf } from '../challenge/code/code-format.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { countryOf, phoneRecipient } from '../delivery/providers/phone-recipient.js';
import type { PolicyContext } from '../challenge/policy-context.js';
import type { Recipient } from '../challenge/recipient.js';
import { isPublicMailDomain } from './public-mail-domains.js';
import { canonicalOf, isDomain, isMatch, type MatchContext, typeOf } from './test-recipient-match.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The fixed code of a test recipient: that of the first entry that matches the account, has not expired, and has the
 * format of the purpose's codes.
 * @param now milliseconds since 1970. @default the clock
 * @returns `undefined` for other accounts
 */
export function fixedCodeFor(
  { canonical }: Recipient,
  { tenant, purpose }: Pick<PolicyContext, 'tenant' | 'purpose'>,
  now = Date.now(),
): string | undefined {
  return tenant.testRecipients.find(
    (test) =>
      isMatch(test, canonical, tenant) &&
      !isExpired(test, now) &&
      matchesPolicy(test.code, purpose[typeOf(test)]),
  )?.code;
}

/**
 * The recipient with the budget of its test entry, if it matches one. The recipients of one entry (`*@qa.example`) share
 * a fixed code, so they also share one budget of wrong answers: otherwise each account would allow ten more guesses.
 * @param now milliseconds since 1970. @default the clock
 */
export function withSharedBudget(
  recipient: Recipient,
  tenant: MatchContext & Pick<Tenant, 'testRecipients'>,
  now = Date.now(),
): Recipient {
  const test = tenant.testRecipients.find(
    (one) => isMatch(one, recipient.canonical, tenant) && !isExpired(one, now),
  );
  return test && isDomain(test) ? { ...recipient, sharedBudget: canonicalOf(test, tenant) } : recipient;
}

/** Whether the last day of the entry, in UTC, has passed. */
export function isExpired({ until }: TestRecipient, now = Date.now()): boolean {
  return until !== '' && now >= Date.parse(until) + DAY_MS;
}

/**
 * Checks a tenant's test recipients: each must be a valid account, and have a code for every purpose, which would
 * otherwise send a real message to it.
 * @param isProduction whether its rules apply: a last day within a year, and no account that anyone can have
 * @param now milliseconds since 1970. @default the clock
 * @returns the problems for the report on the tenants file
 */
export function testRecipientProblems(tenant: Tenant, isProduction: boolean, now = Date.now()): string[] {
  return tenant.testRecipients.flatMap((test, i) =>
    [
      ...(isProduction ? productionProblems(test, tenant, now) : []),
      ...matchProblems(test, tenant),
      ...codeProblems(test, tenant),
    ].map((problem) => `testRecipients[${i}].${problem}`),
  );
}

function productionProblems(test: TestRecipient, tenant: Tenant, now: number): string[] {
  const { until } = test;
  const [, domain = ''] = canonicalOf(test, tenant).split('@');
  return [
    ...(until === '' ? ['until: must be set in production'] : []),
    ...(until > dayInAYear(now)
      ? ['until: must be at most a year ahead in production: renew it each year']
      : []),
    ...(isPublicMailDomain(domain)
      ? [`match: anyone can have an address at ${domain}: in production use a domain of your own`]
      : []),
  ];
}

/** The same day of the next year in UTC, in the format of `until`. */
function dayInAYear(now: number): string {
  const date = new Date(now);
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.toISOString().slice(0, 10);
}

function matchProblems(test: TestRecipient, { country, countries, sms }: Tenant): string[] {
  const { match } = test;
  try {
    if (typeOf(test) === 'email') {
      emailRecipient(match.replace(/^\*@/, 'any@'));
      return [];
    }
    const numberCountry = countryOf(phoneRecipient(match, country, sms));
    if (numberCountry && countries.includes(numberCountry)) return [];
    return ['match: the country of the number is not listed in countries'];
  } catch {
    return ['match: must be a phone number, such as +8613800000000, an address, or *@domain'];
  }
}

/** Each purpose needs an entry with a code of its format; an account may have several entries. */
function codeProblems(test: TestRecipient, tenant: Tenant): string[] {
  const { policy, testRecipients } = tenant;
  const type = typeOf(test);
  const account = canonicalOf(test, tenant);
  const codes = testRecipients.filter((one) => canonicalOf(one, tenant) === account).map(({ code }) => code);
  const purposes = Object.entries(policy.purposes);
  if (!purposes.some(([, purpose]) => matchesPolicy(test.code, purpose[type]))) {
    return [`code: does not have the format of policy.${type}: ${describe(policy[type])}`];
  }
  return purposes
    .filter(([, purpose]) => !codes.some((code) => matchesPolicy(code, purpose[type])))
    .map(([use, purpose]) => {
      const format = describe(purpose[type]);
      return `code: the purpose ${use} has codes of ${format}: add an entry with the same match and such a code`;
    });
}

function describe(policy: CodePolicy): string {
  return `${policy.length} characters of ${formatOf(policy).alphabet}`;
}
