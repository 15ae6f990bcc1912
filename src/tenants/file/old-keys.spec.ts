import { describe, expect, it } from 'vitest';
import type { Limits } from '../limits.js';
import { TenantFileError } from './tenant-file.error.js';
import { TenantFile, type TenantFileContent } from './tenant-file.js';

const file = new TenantFile('some.yaml', {
  languages: ['en'],
  checkDsn: () => undefined,
  checkPolicy: () => [],
});
/** A file with a tenant of this policy, after another tenant. */
const parse = (policy: string): TenantFileContent =>
  file.parse(`tenants: [{ code: default }, { code: shop, policy: ${policy} }]`);
const shop = (content: TenantFileContent) => content.tenants[1]!.policy;
const problemsOf = (policy: string): readonly string[] => {
  try {
    parse(policy);
    return [];
  } catch (error) {
    return error instanceof TenantFileError ? error.problems : [String(error)];
  }
};
const DEFAULTS: Limits = parse('{}').tenants[0]!.policy.limits;

describe('TenantFile: keys of earlier files', () => {
  it('reads ip as address; keys that it does not have keep their defaults', () => {
    expect(shop(parse('{ limits: { ip: { messagesPerHour: 5 } } }')).limits).toEqual({
      ...DEFAULTS,
      address: { ...DEFAULTS.address, messagesPerHour: 5 },
    });
  });

  it('reads stepUp.perIpHour as perAddressHour', () => {
    expect(shop(parse('{ limits: { stepUp: { perIpHour: 0 } } }')).limits).toEqual({
      ...DEFAULTS,
      stepUp: { ...DEFAULTS.stepUp, perAddressHour: 0 },
    });
  });

  it.each([
    ['a shipped purpose', 'login'],
    ['a purpose of the tenant', 'payOrder'],
  ])("reads them in %s, merged over the tenant's", (_, use) => {
    const limits = '{ ip: { wrongPerHour: 7 }, stepUp: { perIpHour: 3 } }';
    const policy = shop(
      parse(`{ limits: { address: { messagesPerHour: 5 } }, purposes: { ${use}: { limits: ${limits} } } }`),
    );
    expect(policy.purposes[use]?.limits).toEqual({
      ...DEFAULTS,
      address: { ...DEFAULTS.address, messagesPerHour: 5, wrongPerHour: 7 },
      stepUp: { ...DEFAULTS.stepUp, perAddressHour: 3 },
    });
    expect(policy.limits.address).toEqual({ ...DEFAULTS.address, messagesPerHour: 5 });
  });

  it('warns of each with its path and the new name', () => {
    const limits = '{ ip: {}, stepUp: { perIpHour: 3 } }';
    expect(parse(`{ limits: ${limits}, purposes: { pay: { limits: ${limits} } } }`).warnings).toEqual([
      'tenants[1].policy.limits.ip: write address instead',
      'tenants[1].policy.limits.stepUp.perIpHour: write perAddressHour instead',
      'tenants[1].policy.purposes.pay.limits.ip: write address instead',
      'tenants[1].policy.purposes.pay.limits.stepUp.perIpHour: write perAddressHour instead',
    ]);
  });

  it('does not warn of the present names', () => {
    expect(parse('{ limits: { address: {}, stepUp: { perAddressHour: 3 } } }').warnings).toEqual([]);
  });

  it('does not change the prototype of a purpose that is named __proto__', () => {
    parse('{ purposes: { __proto__: { limits: { ip: { wrongPerHour: 7 } } } } }');
    expect(Object.hasOwn(Object.prototype, 'limits')).toBe(false);
  });

  it.each([
    [
      '{ limits: { ip: {}, address: {} } }',
      'limits.ip: is the old name of address, which is there, too: remove one of them',
    ],
    [
      '{ limits: { stepUp: { perIpHour: 1, perAddressHour: 1 } } }',
      'limits.stepUp.perIpHour: is the old name of perAddressHour, which is there, too: remove one of them',
    ],
    [
      '{ purposes: { pay: { limits: { ip: {}, address: {} } } } }',
      'purposes.pay.limits.ip: is the old name of address, which is there, too: remove one of them',
    ],
  ])('is refused with an old key beside its new name: %s', (policy, problem) => {
    expect(problemsOf(policy)).toEqual([`tenants[1].policy.${problem}`]);
  });

  it.each([
    ['{ limits: { ip: { wrongPerHour: 0 } } }', 'limits.ip.wrongPerHour: must be >= 1'],
    ['{ limits: { ip: { perYear: 1 } } }', 'limits.ip.perYear: unknown key'],
    ['{ limits: { ip: } }', 'limits.ip: must be a map of keys'],
    ['{ limits: { stepUp: { perIpHour: -1 } } }', 'limits.stepUp.perIpHour: must be >= 0'],
    [
      '{ purposes: { pay: { limits: { ip: { wrongPerHour: 0 } } } } }',
      'purposes.pay.limits.ip.wrongPerHour: must be >= 1',
    ],
  ])('has its problems reported under the old name: %s', (policy, problem) => {
    expect(problemsOf(policy)).toEqual([`tenants[1].policy.${problem}`]);
  });

  it.each([
    '7',
    '{ limits: 7 }',
    '{ limits: { stepUp: 7 } }',
    '{ limits: { stepUp: } }',
    '{ purposes: [7] }',
  ])('leaves values of other types to the schema: %s', (policy) => {
    expect(problemsOf(policy).join()).toMatch(/^tenants\[1\]\.policy\S*: must be a map of keys$/);
  });
});
