import { type SmsSegments, smsSegments } from '@system-management/messaging';
import { LANGUAGE_TAGS } from '../../languages/index.js';
import type { Tenant } from '../../tenants/tenant.js';
import { NO_RECIPIENT } from '../../user/captcha/challenge/recipient.js';
import { sampleMessage } from '../sample-message.js';

/** The SMS of one purpose in one language, measured as a real request would send it. */
export interface SmsText {
  readonly use: string;
  readonly language: string;
  /** Whether the tenants file has this text, as opposed to a shipped one. */
  readonly isCustom: boolean;
  /** With a code of the policy. */
  readonly normal: SmsSegments;
  /** With a strong code. */
  readonly strong: SmsSegments;
  /** With a code of the policy, without the line for autofill. The same as `normal` if there is no such line. */
  readonly withoutDomain: SmsSegments;
  /** Characters of `brand.name` that are not GSM 7-bit, if they alone make the text UCS-2; else empty. */
  readonly ucs2Brand: readonly string[];
}

/** Measures every purpose of a tenant in every shipped language. The tenant's own language comes first. */
export function smsTexts(tenant: Tenant): SmsText[] {
  const languages = [tenant.language, ...LANGUAGE_TAGS.filter((language) => language !== tenant.language)];
  return languages.flatMap((language) =>
    Object.keys(tenant.policy.purposes).map((use) => measure(tenant, language, use)),
  );
}

function measure(tenant: Tenant, language: string, use: string): SmsText {
  const segmentsOf = (changes: Partial<Tenant> = {}, isStrong = false): SmsSegments => {
    const sample = { language, use, recipient: NO_RECIPIENT, channel: 'sms', isStrong } as const;
    return smsSegments(sampleMessage({ ...sample, tenant: { ...tenant, ...changes } }).text);
  };
  const normal = segmentsOf();
  const isBrand = !normal.isGsm && segmentsOf({ brand: { name: '' } }).isGsm;
  return {
    use,
    language,
    isCustom: tenant.templates[use]?.[language]?.sms !== undefined,
    normal,
    strong: segmentsOf({}, true),
    withoutDomain: segmentsOf({ domain: '' }),
    ucs2Brand: isBrand ? normal.outsideGsm : [],
  };
}
