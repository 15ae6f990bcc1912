import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checkStepUpDsn } from '../../config/check-step-up-dsn.js';
import type { Tenant } from '../tenant.js';
import { TenantFileError } from './tenant-file.error.js';
import { TenantFile } from './tenant-file.js';

const SECRET = 'hunter2';
const DSN = `turnstile://${SECRET}@default?sitekey=public`;

const file = new TenantFile('some.yaml', {
  languages: ['en'],
  checkDsn: () => undefined,
  checkStepUpDsn,
  checkPolicy: () => [],
});
const withLine = (line: string) => `tenants:\n  - code: default\n    ${line}`;
const only = (line: string): Tenant => file.parse(withLine(line)).tenants[0]!;
/** The problems of a file, each without the path of its tenant. */
function problems(line: string): readonly string[] {
  try {
    file.parse(withLine(line));
    return [];
  } catch (error) {
    if (!(error instanceof TenantFileError)) throw error;
    return error.problems.map((problem) => problem.replace('tenants[0].', ''));
  }
}

describe('TenantFile: the step-up of a tenant', () => {
  it('may be a proof of work with its effort, or the widget of a vendor', () => {
    const { stepUp, pow } = only('stepUp: { presentation: pow }\n    pow: { cost: 100, tries: 100000 }');
    expect([stepUp.presentation, stepUp.dsn, pow]).toEqual(['pow', '', { cost: 100, tries: 100_000 }]);
    expect(only(`stepUp: { dsn: "${DSN}" }`).stepUp.dsn).toBe(DSN);
  });

  it('has a DSN that is not printed, and cannot be changed', () => {
    const tenant = only(`stepUp: { presentation: pow, dsn: "${DSN}" }`);
    expect(Object.keys(tenant.stepUp)).toEqual(['presentation']);
    for (const printed of [
      JSON.stringify(tenant),
      inspect(tenant, { depth: 9 }),
      JSON.stringify({ ...tenant.stepUp }),
    ])
      expect(printed).not.toContain(SECRET);
    expect(() => Object.assign(tenant.stepUp, { dsn: '' })).toThrow(TypeError);
    expect(tenant.stepUp.dsn).toBe(DSN);
  });

  it.each([
    ['pow: { cost: 99 }', 'pow.cost: must be >= 100'],
    ['pow: { cost: 20001 }', 'pow.cost: must be <= 20000'],
    ['pow: { tries: 9 }', 'pow.tries: must be >= 10'],
    ['pow: { tries: 100001 }', 'pow.tries: must be <= 100000'],
    ['pow: { tries: 10.5 }', 'pow.tries: must be a whole number'],
    ['pow: { effort: 1 }', 'pow.effort: unknown key'],
    ['stepUp: { presentation: audio }', 'stepUp.presentation: must be one of image, pow'],
    ['stepUp: { dsn: 7 }', 'stepUp.dsn: must be text (numbers need quotes)'],
    ['stepUp: { vendor: x }', 'stepUp.vendor: unknown key'],
  ])('is refused as %s', (line, problem) => {
    expect(problems(line)).toEqual([problem]);
  });

  it.each([
    ['of another scheme', `captcha://${SECRET}@default?sitekey=public`, '"captcha:" is no captcha vendor'],
    ['without a site key', `turnstile://${SECRET}@default`, 'needs the option "sitekey"'],
    ['without a secret', 'turnstile:?sitekey=public', 'needs one secret'],
    ['with its secret as the site key', `turnstile://${SECRET}@default?sitekey=${SECRET}`, 'which is public'],
    ['with an unknown option', `${DSN}&key=${SECRET}`, 'has unknown options: key'],
    ['that is no DSN', SECRET, 'A DSN begins with its scheme'],
  ])('is refused with a DSN %s, which is not printed', (_, dsn, problem) => {
    expect(problems(`stepUp: { dsn: "${dsn}" }`)).toEqual([expect.stringMatching(/^stepUp\.dsn: /)]);
    expect(problems(`stepUp: { dsn: "${dsn}" }`)[0]).toContain(problem);
    expect(problems(`stepUp: { dsn: "${dsn}" }`)[0]).not.toContain(SECRET);
  });
});
