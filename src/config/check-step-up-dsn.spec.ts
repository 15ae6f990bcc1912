import { VENDORS } from '@system-management/captcha-vendors';
import { describe, expect, it } from 'vitest';
import { checkProductionStepUpDsn, checkStepUpDsn } from './check-step-up-dsn.js';

const TEST_SECRETS = {
  turnstile: '1x0000000000000000000000000000000AA',
  hcaptcha: '0x0000000000000000000000000000000000000000',
  recaptcha: '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe',
};
const testDsns = Object.entries(TEST_SECRETS).map(
  ([scheme, secret]) => [scheme, `${scheme}://${secret}?sitekey=KEY`, secret] as const,
);

describe.each([
  ['development', checkStepUpDsn],
  ['production', checkProductionStepUpDsn],
])('checkStepUpDsn() in %s', (_, check) => {
  it.each(VENDORS.map(({ scheme, exampleDsn }) => [scheme, exampleDsn]))('accepts %s:', (_scheme, dsn) => {
    expect(() => check(dsn)).not.toThrow();
  });

  it('refuses what is no DSN of a captcha vendor', () => {
    expect(() => check('smtp://example.com')).toThrow('is no captcha vendor');
  });
});

describe('checkStepUpDsn()', () => {
  it.each(testDsns)('accepts the test keys of %s', (_, dsn) => {
    expect(() => checkStepUpDsn(dsn)).not.toThrow();
  });
});

describe('checkProductionStepUpDsn()', () => {
  it.each(testDsns)('refuses the test secret of %s without printing it', (_, dsn, secret) => {
    expect(() => checkProductionStepUpDsn(dsn)).toThrow(/published test secret/);
    expect(() => checkProductionStepUpDsn(dsn)).not.toThrow(secret);
  });
});
