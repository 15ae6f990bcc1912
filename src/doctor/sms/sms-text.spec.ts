import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../test/support/tenant.js';
import { LANGUAGE_TAGS } from '../../languages/index.js';
import type { Tenant } from '../../tenants/tenant.js';
import { type SmsText, smsTexts } from './sms-text.js';

const USES = ['login', 'register', 'changePwd', 'forgetPwd', 'bindAccount', 'payOrder'] as const;
const BRAND = 'Acme Cloud';
const DOMAIN = 'login.acme.example';
/** Two line breaks, `@domain`, a space and `#`, in front of the code once more. */
const LINE = 2 + `@${DOMAIN} #`.length;

/**
 * Characters of the SMS for each purpose of {@link USES}, with a brand of ten letters, a code of six digits and no line for
 * autofill. In GSM 7-bit, [ and ] count twice. These figures are what messages cost: a longer text is a decision.
 */
const FIGURES: Readonly<Record<string, readonly ['GSM' | 'UCS-2', ...number[]]>> = {
  en: ['GSM', 79, 79, 91, 92, 89, 92],
  'zh-CN': ['UCS-2', 43, 43, 45, 45, 45, 45],
  'zh-TW': ['UCS-2', 43, 43, 45, 45, 45, 45],
  ja: ['UCS-2', 53, 56, 57, 58, 57, 57],
  ko: ['UCS-2', 57, 58, 61, 62, 59, 59],
  de: ['GSM', 98, 102, 113, 117, 113, 114],
  fr: ['GSM', 102, 106, 115, 120, 109, 111],
  es: ['GSM', 117, 113, 119, 123, 116, 120],
  'pt-BR': ['GSM', 96, 94, 96, 98, 97, 103],
  ru: ['UCS-2', 57, 63, 64, 65, 69, 65],
  ar: ['UCS-2', 58, 57, 63, 69, 55, 56],
};

/** SMS for so many characters: 160 or 70 fit into one; into each of several 153 or 67 (3GPP TS 23.040 §9.2.3.24.1). */
function smsFor(units: number, encoding: 'GSM' | 'UCS-2'): number {
  const [single, concatenated] = encoding === 'GSM' ? [160, 153] : [70, 67];
  return units <= single ? 1 : Math.ceil(units / concatenated);
}

function tenantOf(parts: Partial<Tenant> = {}): Tenant {
  const { policy } = tenantWith();
  const { login } = policy.purposes;
  const purposes = Object.fromEntries(USES.map((use) => [use, login!]));
  return tenantWith({ brand: { name: BRAND }, policy: { ...policy, purposes }, ...parts });
}

const of = (language: string, use: string, texts: readonly SmsText[]): SmsText =>
  texts.find((text) => text.language === language && text.use === use)!;

describe('smsTexts()', () => {
  const [plain, withDomain] = [smsTexts(tenantOf()), smsTexts(tenantOf({ domain: DOMAIN }))];
  const CASES = LANGUAGE_TAGS.flatMap((language) =>
    USES.map((use, i) => {
      const [encoding, ...units] = FIGURES[language] ?? ['GSM'];
      return { language, use, encoding, units: units[i] ?? NaN };
    }),
  );

  it('has every purpose in every shipped language, that of the tenant first', () => {
    expect(plain).toHaveLength(LANGUAGE_TAGS.length * USES.length);
    expect(smsTexts(tenantOf({ language: 'ja' }))[0]).toMatchObject({ language: 'ja', use: 'login' });
  });

  it.each(CASES)('measures $language, $use: $units characters in $encoding', (one) => {
    const { language, use, encoding, units } = one;
    const [text, longer] = [of(language, use, plain), of(language, use, withDomain)];
    // The six digits of a code become ten letters, on the line for autofill as well.
    const figures = [
      [text.normal, units],
      [text.strong, units + 4],
      [longer.withoutDomain, units],
      [longer.normal, units + LINE + 6],
      [longer.strong, units + LINE + 6 + 8],
    ] as const;
    for (const [segments, expected] of figures) {
      expect(segments.isGsm).toBe(encoding === 'GSM');
      expect(segments.units).toBe(expected);
      expect(segments.parts).toHaveLength(smsFor(expected, encoding));
    }
  });

  it.each([
    ['Acme', true, []],
    ['Café Zoë', false, ['ë']],
    ['Acme — Cloud', false, ['—']],
    ['Café Ñandú', false, ['ú']],
    ['Größe', true, []],
  ])('finds the characters of the brand %s that make a GSM 7-bit text UCS-2', (name, isGsm, characters) => {
    const texts = smsTexts(tenantOf({ brand: { name } }));
    expect(of('en', 'login', texts)).toMatchObject({ normal: { isGsm }, ucs2Brand: characters });
    expect(of('ja', 'login', texts).ucs2Brand).toEqual([]);
  });

  it('measures the text of the tenants file with the lifetime and the code length of its purpose', () => {
    const { policy } = tenantOf();
    const payOrder = {
      ...policy.purposes['payOrder']!,
      phone: { ...policy.phone, length: 8, lifetime: 600 },
    };
    const texts = smsTexts(
      tenantOf({
        policy: { ...policy, purposes: { ...policy.purposes, payOrder } },
        templates: { payOrder: { en: { sms: '{code}, {minutes} min' }, de: { subject: '{code}' } } },
      }),
    );
    const own = of('en', 'payOrder', texts);
    expect(own).toMatchObject({ isCustom: true, normal: { units: '01234567, 10 min'.length } });
    expect(of('en', 'login', texts).isCustom).toBe(false);
    expect(of('de', 'payOrder', texts).isCustom).toBe(false);
  });
});
