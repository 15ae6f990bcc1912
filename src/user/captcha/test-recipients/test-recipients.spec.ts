import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../tenants/tenant.js';
import { TenantFile } from '../../../tenants/file/tenant-file.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import { NO_RECIPIENT } from '../challenge/recipient.js';
import { fixedCodeFor, testRecipientProblems, withSharedBudget } from './test-recipients.js';

const file = new TenantFile('tenants.yaml', {
  languages: ['en'],
  checkDsn: () => undefined,
  checkPolicy: () => [],
});

function tenantOf(testRecipients: string, rest = ''): Tenant {
  const [tenant] = file.parse(
    `tenants: [{ code: default, testRecipients: [${testRecipients}]${rest} }]`,
  ).tenants;
  if (!tenant) throw new Error('no tenant');
  return tenant;
}

const ACCOUNT = 'match: must be a phone number, such as +8613800000000, an address, or *@domain';

/** The fixed code of an account for the purpose `login`. */
function codeOf(account: string, testRecipients: string, now = 0): string | undefined {
  const tenant = tenantOf(testRecipients);
  const recipient = account.includes('@') ? emailRecipient(account) : phoneRecipient(account, tenant.country);
  const purpose = tenant.policy.purposes['login'];
  return purpose && fixedCodeFor(recipient, { tenant, purpose }, now);
}

describe('fixedCodeFor()', () => {
  it.each([
    ['qa@a.example', '{ match: qa@a.example, code: "424242" }'],
    ['QA@A.example', '{ match: qa@a.example, code: "424242" }'],
    ['qa@a.example', '{ match: QA@A.Example, code: "424242" }'],
    ['anybody@a.example', '{ match: "*@a.example", code: "424242" }'],
    ['qa@bücher.example', '{ match: qa@Bücher.example, code: "424242" }'],
    ['qa@bücher.example', '{ match: "*@bücher.example", code: "424242" }'],
    ['qa@xn--bcher-kva.example', '{ match: "*@bücher.example", code: "424242" }'],
    ['qa@a.example', '{ match: "\\u200bqa@a.example ", code: "424242" }'],
    ['qa@a.example', '{ match: " *@a.example", code: "424242" }'],
    ['138 0000-0000', '{ match: "+8613800000000", code: "424242" }'],
    ['+8613800000000', '{ match: "+8613800000000", code: "424242" }'],
  ])('finds %s in %s', (account, test) => {
    expect(codeOf(account, test)).toBe('424242');
  });

  it.each([
    ['qa+tag@a.example', '{ match: qa@a.example, code: "424242" }'],
    ['qa@a.example.com', '{ match: qa@a.example, code: "424242" }'],
    ['qa@sub.a.example', '{ match: "*@a.example", code: "424242" }'],
    ['qa@ba.example', '{ match: "*@a.example", code: "424242" }'],
    ['+8613800000001', '{ match: "+8613800000000", code: "424242" }'],
  ])('does not find %s in %s', (account, test) => {
    expect(codeOf(account, test)).toBeUndefined();
  });

  it('returns undefined for images', () => {
    const tenant = tenantOf('{ match: "*@a.example", code: "424242" }');
    const purpose = tenant.policy.purposes['login'];
    expect(purpose && fixedCodeFor(NO_RECIPIENT, { tenant, purpose })).toBeUndefined();
  });

  it('ignores an entry from midnight UTC after its last day', () => {
    const test = '{ match: qa@a.example, code: "424242", until: 2027-01-01 }';
    const midnight = Date.UTC(2027, 0, 2);
    expect(codeOf('qa@a.example', test, midnight - 1)).toBe('424242');
    expect(codeOf('qa@a.example', test, midnight)).toBeUndefined();
  });

  it('returns the code of the first entry in the format of the purpose', () => {
    const tests = '{ match: qa@a.example, code: "42424242" }, { match: "*@a.example", code: "131313" }';
    expect(codeOf('qa@a.example', tests)).toBe('131313');
  });
});

describe('withSharedBudget()', () => {
  const ALL = '{ match: "*@a.example", code: "424242", until: 2027-01-01 }';
  const ONE = '{ match: one@a.example, code: "424242" }';
  const budgetOf = (account: string, tests: string, now = 0) => {
    const recipient = account.startsWith('+') ? phoneRecipient(account, 'CN') : emailRecipient(account);
    const shared = withSharedBudget(recipient, tenantOf(tests), now);
    expect(shared).toEqual({
      ...recipient,
      ...(shared.sharedBudget && { sharedBudget: shared.sharedBudget }),
    });
    return shared.sharedBudget;
  };

  it('gives all recipients of one entry, who share a code, one budget of wrong answers', () => {
    expect(budgetOf('a@a.example', ALL)).toBe('*@a.example');
    expect(budgetOf('B+tag@A.example', ALL)).toBe('*@a.example');
  });

  it('leaves other recipients, and those with an entry of their own, their own budget', () => {
    expect(budgetOf('a@b.example', ALL)).toBeUndefined();
    expect(budgetOf('one@a.example', `${ONE}, ${ALL}`)).toBeUndefined();
    expect(budgetOf('+8613800000000', '{ match: "+8613800000000", code: "424242" }')).toBeUndefined();
  });

  it('ignores an entry from midnight UTC after its last day', () => {
    const midnight = Date.UTC(2027, 0, 2);
    expect(budgetOf('a@a.example', ALL, midnight - 1)).toBe('*@a.example');
    expect(budgetOf('a@a.example', ALL, midnight)).toBeUndefined();
  });
});

describe('testRecipientProblems()', () => {
  /** The problems on 28 February 2026. */
  const problems = (tests: string, rest = '', isProduction = false): string[] =>
    testRecipientProblems(tenantOf(tests, rest), isProduction, Date.UTC(2026, 1, 28, 23, 59));
  const longPayments = ', policy: { purposes: { pay: { email: { length: 8 } } } }';

  it.each([
    ['{ match: "*@a.example", code: "424242", until: 2027-01-01 }', ''],
    ['{ match: "+8613800000000", code: "424242", until: 2027-01-01 }', ''],
    [
      '{ match: "*@a.example", code: "ACDEFH", until: 2027-01-01 }',
      ', policy: { email: { alphabet: letters } }',
    ],
    [
      '{ match: qa@a.example, code: "424242", until: 2027-01-01 }, { match: qa@a.example, code: "42424242", until: 2027-01-01 }',
      longPayments,
    ],
  ])('accepts %s%s, in production too', (tests, rest) => {
    expect(problems(tests, rest, true)).toEqual([]);
  });

  it('requires a last day in production only', () => {
    const tests =
      '{ match: "*@a.example", code: "424242", until: 2027-01-01 }, { match: "*@b.example", code: "424242" }';
    expect(problems(tests)).toEqual([]);
    expect(problems(tests, '', true)).toEqual(['testRecipients[1].until: must be set in production']);
  });

  it('requires a last day within a year in production only', () => {
    const until = (day: string): string => `{ match: "*@a.example", code: "424242", until: ${day} }`;
    expect(problems(`${until('2025-01-01')}, ${until('2027-02-28')}`, '', true)).toEqual([]);
    const tests = `${until('2027-02-28')}, ${until('2027-03-01')}`;
    expect(problems(tests)).toEqual([]);
    expect(problems(tests, '', true)).toEqual([
      'testRecipients[1].until: must be at most a year ahead in production: renew it each year',
    ]);
  });

  it('rejects accounts at public mail domains in production only', () => {
    const tests = ['*@Gmail.com', 'qa@qq.com', 'qa@hotmail.co.uk', '*@a.example']
      .map((match) => `{ match: "${match}", code: "424242", until: 2027-01-01 }`)
      .join();
    expect(problems(tests)).toEqual([]);
    expect(problems(tests, '', true)).toEqual(
      ['gmail.com', 'qq.com', 'hotmail.co.uk'].map(
        (domain, i) =>
          `testRecipients[${i}].match: anyone can have an address at ${domain}: in production use a domain of your own`,
      ),
    );
  });

  it.each([
    [
      '{ match: "*@a.example", code: "4242" }',
      'code: does not have the format of policy.email: 6 characters of 0123456789',
    ],
    [
      '{ match: "*@a.example", code: "ABCDEF" }',
      'code: does not have the format of policy.email: 6 characters of 0123456789',
    ],
    [
      '{ match: "+8613800000000", code: "42424242" }',
      'code: does not have the format of policy.phone: 6 characters of 0123456789',
    ],
    ['{ match: "+8612345678", code: "424242" }', ACCOUNT],
    ['{ match: "*@xn--a.example", code: "424242" }', ACCOUNT],
    ['{ match: "****", code: "424242" }', ACCOUNT],
    ['{ match: "*@*.*", code: "424242" }', ACCOUNT],
    ['{ match: "+86138*", code: "424242" }', ACCOUNT],
    ['{ match: "*@example", code: "424242" }', ACCOUNT],
    [
      '{ match: "+33612345678", code: "424242" }',
      'match: the country of the number is not listed in countries',
    ],
  ])('reports the problem of %s', (test, problem) => {
    expect(problems(test)).toEqual([`testRecipients[0].${problem}`]);
  });

  it('reports a purpose that would send a real code', () => {
    expect(problems('{ match: qa@a.example, code: "424242" }', longPayments)).toEqual([
      'testRecipients[0].code: the purpose pay has codes of 8 characters of 0123456789: add an entry with the same match and such a code',
    ]);
  });
});
