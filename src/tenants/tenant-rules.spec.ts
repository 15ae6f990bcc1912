import { describe, expect, it } from 'vitest';
import { captchaTenantChecks } from '../user/captcha/captcha.tenant-checks.js';
import { TenantFile } from './file/tenant-file.js';
import { tenantRules } from './tenant-rules.js';

const TEST_KEYS = 'turnstile://1x0000000000000000000000000000000AA?sitekey=1x00000000000000000000AA';
const parse = (dsn: string, production: boolean) =>
  new TenantFile(
    'some.yaml',
    tenantRules({ production, mailDsn: '', smsDsn: '' }, captchaTenantChecks),
  ).parse(`tenants: [{ code: default, stepUp: { dsn: "${dsn}" } }]`);

describe('tenantRules()', () => {
  it("refuses a captcha vendor's published test keys in production only", () => {
    expect(parse(TEST_KEYS, false).tenants).toHaveLength(1);
    expect(parse('turnstile://SECRET?sitekey=KEY', true).tenants).toHaveLength(1);
    expect(() => parse(TEST_KEYS, true)).toThrow(
      /tenants\[0\]\.stepUp\.dsn: the secret is the vendor's published test secret/,
    );
  });
});
