import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TenantFile } from '../../../tenants/file/tenant-file.js';
import type { TenantPolicy } from '../../../tenants/tenant.js';
import {
  guessProbability,
  guessProblems,
  imageGuessProbability,
  MAX_GUESS_PROBABILITY,
} from './guess-probability.js';

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
    ['{ email: { alphabet: letters }, phone: { alphabet: letters } }', '2.13e-7'],
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

  it('adds a hundred thousand guesses at strong codes', () => {
    expect((guessProbability(policyWith('{}')) - 1e-5) * 32 ** 10).toBeCloseTo(100_000, 0);
  });

  it.each([
    ['config/tenants.yaml', ['0.000010']],
    ['config/tenants.demo.yaml', ['0.000010', '0.000010']],
  ])('is 1e-5 for the tenants of %s', async (name, expected) => {
    const path = fileURLToPath(new URL(`../../../../${name}`, import.meta.url));
    const shipped = new TenantFile(path, {
      languages: ['en', 'zh-CN'],
      checkDsn: () => undefined,
      checkPolicy: guessProblems,
    });
    const { tenants } = await shipped.read();
    expect(tenants.map(({ policy }) => guessProbability(policy).toPrecision(2))).toEqual(expected);
  });
});

describe('imageGuessProbability()', () => {
  it.each([
    // Spoken: six digits. Drawn, six letters are harder to guess.
    ['{}', '0.00000100'],
    ['{ image: { attempts: 3 } }', '0.00000300'],
    // Spoken: still six digits; drawn: five.
    ['{ image: { length: 5, alphabet: digits } }', '0.0000100'],
    ['{ image: { length: 4, alphabet: digits } }', '0.000100'],
    ['{ image: { length: 8, alphabet: digits, attempts: 2 } }', '2.00e-8'],
    ['{ purposes: { pay: { image: { length: 4, alphabet: digits, attempts: 10 } } } }', '0.00100'],
    // Codes of accounts are not images.
    ['{ email: { length: 4 } }', '0.00000100'],
  ])('of the policy %s is %s', (policy, expected) => {
    expect(imageGuessProbability(policyWith(policy)).toPrecision(3)).toBe(expected);
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

  it('SEC-59: allows 2e-5 for an image, which is 2 attempts at five digits, and no more', () => {
    expect(isAllowed('{ image: { length: 6, alphabet: digits, attempts: 10 } }')).toBe(true);
    expect(isAllowed('{ image: { length: 5, alphabet: digits, attempts: 2 } }')).toBe(true);
    expect(isAllowed('{ image: { length: 5, alphabet: digits, attempts: 3 } }')).toBe(false);
    expect(isAllowed('{ image: { length: 4, alphabet: digits } }')).toBe(false);
    expect(isAllowed('{ image: { length: 4, alphabet: digits, attempts: 10 } }')).toBe(false);
  });

  it('names the purposes whose images can be guessed, in one problem', () => {
    const weak = '{ image: { length: 4, alphabet: digits, attempts: 10 } }';
    expect(guessProblems(policyWith(`{ purposes: { pay: ${weak}, login: ${weak} } }`))).toEqual([
      'an image of pay, login can be guessed with a probability of 1.0e-3, ' +
        '2e-5 is the maximum: use longer codes or allow fewer attempts',
    ]);
    const both = '{ image: { length: 4, alphabet: digits }, phone: { length: 4 } }';
    expect(guessProblems(policyWith(`{ purposes: { pay: ${both} } }`))).toHaveLength(2);
  });

  it('reports one problem per tenant in a tenants file, purposes included', () => {
    const checked = new TenantFile('tenants.yaml', {
      languages: ['en'],
      checkDsn: () => undefined,
      checkPolicy: guessProblems,
    });
    const weak = 'policy: { purposes: { pay: { phone: { length: 4 } } } }';
    expect(() => checked.parse(`tenants: [{ code: default }, { code: b, ${weak} }]`)).toThrow(
      "tenants.yaml cannot be used: tenants[1].policy: an account's code can be guessed with a probability of " +
        '1.0e-3 a day, 2e-5 is the maximum: use longer codes or allow fewer wrong answers',
    );
  });
});
