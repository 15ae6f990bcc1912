import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../tenants/tenant.js';
import { TenantFile } from '../../../tenants/file/tenant-file.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import { NO_RECIPIENT } from '../challenge/recipient.js';
import { fixedCodeFor, testRecipientProblems } from './test-recipients.js';

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

/** The fixed code of an account for logging in. */
function codeOf(account: string, testRecipients: string, now = 0): string | undefined {
  const tenant = tenantOf(testRecipients);
  const recipient = account.includes('@') ? emailRecipient(account) : phoneRecipient(account, tenant.country);
  const purpose = tenant.policy.purposes['login'];
  return purpose && fixedCodeFor(recipient, { tenant, purpose }, now);
}

describe('A test recipient', () => {
  it.each([
    ['qa@a.example', '{ match: qa@a.example, code: "424242" }'],
    ['QA@A.example', '{ match: qa@a.example, code: "424242" }'],
    ['qa@a.example', '{ match: QA@A.Example, code: "424242" }'],
    ['anybody@a.example', '{ match: "*@a.example", code: "424242" }'],
    ['138 0000-0000', '{ match: "+8613800000000", code: "424242" }'],
    ['+8613800000000', '{ match: "+8613800000000", code: "424242" }'],
  ])('is %s for %s', (account, test) => {
    expect(codeOf(account, test)).toBe('424242');
  });

  it.each([
    ['qa+tag@a.example', '{ match: qa@a.example, code: "424242" }'],
    ['qa@a.example.com', '{ match: qa@a.example, code: "424242" }'],
    ['qa@sub.a.example', '{ match: "*@a.example", code: "424242" }'],
    ['qa@ba.example', '{ match: "*@a.example", code: "424242" }'],
    ['+8613800000001', '{ match: "+8613800000000", code: "424242" }'],
  ])('is not %s for %s', (account, test) => {
    expect(codeOf(account, test)).toBeUndefined();
  });

  it('is nobody when an image is asked for', () => {
    const tenant = tenantOf('{ match: "*@a.example", code: "424242" }');
    const purpose = tenant.policy.purposes['login'];
    expect(purpose && fixedCodeFor(NO_RECIPIENT, { tenant, purpose })).toBeUndefined();
  });

  it('counts through its last day in UTC, and is like anybody from midnight on', () => {
    const test = '{ match: qa@a.example, code: "424242", until: 2027-01-01 }';
    const midnight = Date.UTC(2027, 0, 2);
    expect(codeOf('qa@a.example', test, midnight - 1)).toBe('424242');
    expect(codeOf('qa@a.example', test, midnight)).toBeUndefined();
  });

  it('has the code of the first entry that fits the form of the purpose', () => {
    const tests = '{ match: qa@a.example, code: "42424242" }, { match: "*@a.example", code: "131313" }';
    expect(codeOf('qa@a.example', tests)).toBe('131313');
  });
});

describe('The test recipients of a tenant', () => {
  const problems = (tests: string, rest = '', mustEnd = false): string[] =>
    testRecipientProblems(tenantOf(tests, rest), mustEnd);
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
  ])('may be %s%s, in production too', (tests, rest) => {
    expect(problems(tests, rest, true)).toEqual([]);
  });

  it('must each have a last day in production, and there alone', () => {
    const tests =
      '{ match: "*@a.example", code: "424242", until: 2027-01-01 }, { match: "*@b.example", code: "424242" }';
    expect(problems(tests)).toEqual([]);
    expect(problems(tests, '', true)).toEqual(['testRecipients[1].until: must be set in production']);
  });

  it.each([
    ['{ match: "*@a.example", code: "4242" }', 'code: is no code of policy.email, which has 6 of 0123456789'],
    [
      '{ match: "*@a.example", code: "ABCDEF" }',
      'code: is no code of policy.email, which has 6 of 0123456789',
    ],
    [
      '{ match: "+8613800000000", code: "42424242" }',
      'code: is no code of policy.phone, which has 6 of 0123456789',
    ],
    ['{ match: "+8612345678", code: "424242" }', 'match: is no account that anybody can ask for'],
    ['{ match: "*@xn--a.example", code: "424242" }', 'match: is no account that anybody can ask for'],
    ['{ match: "+33612345678", code: "424242" }', 'match: is a number of none of the countries'],
  ])('are refused for %s', (test, problem) => {
    expect(problems(test)).toEqual([`testRecipients[0].${problem}`]);
  });

  it('are refused when a purpose would send one of them a real code', () => {
    expect(problems('{ match: qa@a.example, code: "424242" }', longPayments)).toEqual([
      'testRecipients[0].code: the purpose pay has 8 of 0123456789: add an entry with the same match and such a code',
    ]);
  });
});
