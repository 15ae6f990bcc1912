import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TenantFile } from '../../../tenants/file/tenant-file.js';
import type { TenantPolicy } from '../../../tenants/tenant.js';
import { guessProbability, guessProblems, MAX_GUESS_PROBABILITY } from './guess-probability.js';

const file = new TenantFile('tenants.yaml', {
  languages: ['en'],
  checkDsn: () => undefined,
  checkPolicy: () => [],
});
function policyWith(policy: string): TenantPolicy {
  const [tenant] = file.parse(`tenants: [{ code: default, policy: ${policy} }]`).tenants;
  if (!tenant) throw new Error('no tenant');
  return tenant.policy;
}
const probability = (policy: string): string => guessProbability(policyWith(policy)).toPrecision(3);
const isAllowed = (policy: string): boolean => guessProblems(policyWith(policy)).length === 0;

describe('guessProbability()', () => {
  it.each([
    ['{}', '0.0000100'],
    ['{ email: { length: 4 }, phone: { length: 4 } }', '0.00100'],
    ['{ email: { length: 8 }, phone: { length: 8 } }', '1.00e-7'],
    ['{ email: { length: 8 } }', '0.0000100'],
    ['{ limits: { account: { wrongPerDay: 1 } } }', '0.00000100'],
    ['{ email: { alphabet: letters }, phone: { alphabet: letters } }', '1.17e-7'],
    // Images prove no account.
    ['{ image: { length: 4, attempts: 10 } }', '0.0000100'],
  ])('of the policy %s is %s', (policy, expected) => {
    expect(probability(policy)).toBe(expected);
  });

  it('combines the worst numbers of all purposes', () => {
    const login = 'login: { phone: { length: 5 } }';
    const register = 'register: { limits: { account: { wrongPerDay: 2 } } }';
    expect(probability(`{ purposes: { ${login} } }`)).toBe('0.000100');
    expect(probability(`{ purposes: { ${login}, ${register} } }`)).toBe('0.000100');
    expect(probability('{ purposes: { payOrder: { limits: { account: { wrongPerDay: 15 } } } } }')).toBe(
      '0.0000150',
    );
  });

  it('adds the guesses at strong codes: 50 a day, one in 2.3e13', () => {
    const standard = guessProbability(policyWith('{}'));
    expect(standard - 1e-5).toBeCloseTo(50 / 32 ** 10, 20);
    const more = '{ limits: { recipient: { perDay: 1000 } }, email: { attempts: 10 } }';
    expect(guessProbability(policyWith(more)) - 1e-5).toBeCloseTo(10_000 / 32 ** 10, 20);
  });

  it('is 1e-5 for the shipped tenants', async () => {
    const path = fileURLToPath(new URL('../../../../config/tenants.yaml', import.meta.url));
    const shipped = new TenantFile(path, {
      languages: ['en', 'zh-CN'],
      checkDsn: () => undefined,
      checkPolicy: guessProblems,
    });
    const { tenants } = await shipped.read();
    expect(tenants.map(({ policy }) => guessProbability(policy).toPrecision(2))).toEqual([
      '0.000010',
      '0.000010',
    ]);
  });
});

describe('guessProblems()', () => {
  it('allows 2e-5, which is 20 wrong answers to six digits, and no more', () => {
    expect(MAX_GUESS_PROBABILITY).toBe(2e-5);
    expect(isAllowed('{ limits: { account: { wrongPerDay: 20 } } }')).toBe(true);
    expect(isAllowed('{ limits: { account: { wrongPerDay: 21 } } }')).toBe(false);
    expect(isAllowed('{ phone: { length: 5 }, limits: { account: { wrongPerDay: 2 } } }')).toBe(true);
    expect(isAllowed('{ phone: { length: 5 }, limits: { account: { wrongPerDay: 3 } } }')).toBe(false);
    expect(isAllowed('{ phone: { length: 4 }, limits: { account: { wrongPerDay: 1 } } }')).toBe(false);
  });

  it('reports one problem per tenant in a tenants file, purposes included', () => {
    const checked = new TenantFile('tenants.yaml', {
      languages: ['en'],
      checkDsn: () => undefined,
      checkPolicy: guessProblems,
    });
    const weak = 'policy: { purposes: { pay: { phone: { length: 4 } } } }';
    expect(() => checked.parse(`tenants: [{ code: default }, { code: b, ${weak} }]`)).toThrow(
      "tenants.yaml cannot be used:\n  tenants[1].policy: an account's code can be guessed with a probability of " +
        '1.0e-3 a day, 2e-5 is the maximum: use longer codes or allow fewer wrong answers',
    );
  });
});
