import { SECOND_LANGUAGE, STANDARD_LANGUAGE } from './language-matching.js';
import { type LanguageRange, parseRanges } from './language-range.js';

/** Longer headers are truncated, which bounds the parsing cost. Browsers send shorter ones. */
const MAX_HEADER_LENGTH = 256;
/** Distinct headers in the cache. Real clients send a few dozen. */
const MAX_CACHED = 500;

/**
 * Selects a response language from `Accept-Language`. Ranges are ordered by q-value (RFC 9110 §12.5.4). Each range is
 * looked up as the exact tag, then as language and script, then as the language (RFC 4647 §3.4), then as the standard
 * language of a dialect: `yue-HK` matches `zh-TW`. A missing script is the likely one of Unicode CLDR: `zh-HK` is
 * `zh-Hant`. If no range matches, the language counts that readers of a requested one probably understand.
 */
export class LanguageNegotiator {
  private readonly byTag = new Map<string, string>();
  private readonly cache = new Map<string, string | undefined>();

  /** @param supported BCP 47 tags by priority: `zh` matches the first Chinese tag of the list. */
  constructor(readonly supported: readonly string[]) {
    for (const tag of supported) {
      for (const key of tagKeys(tag, parseLocale(tag))) if (!this.byTag.has(key)) this.byTag.set(key, tag);
    }
    // An exact match has priority over the order of the list.
    for (const tag of supported) this.byTag.set(tag.toLowerCase(), tag);
  }

  /**
   * @param header the `Accept-Language` value; may be absent, empty or malformed
   * @returns a supported tag, or `undefined` if no range matches
   */
  negotiate(header: string | undefined): string | undefined {
    if (!header) return undefined;
    const key = header.slice(0, MAX_HEADER_LENGTH);
    if (this.cache.has(key)) return this.cache.get(key);
    if (this.cache.size >= MAX_CACHED) this.cache.clear();
    const found = this.lookUp(parseRanges(key));
    this.cache.set(key, found);
    return found;
  }

  private lookUp(ranges: readonly LanguageRange[]): string | undefined {
    const refused = new Set(
      ranges.filter(({ quality }) => quality === 0).map(({ tag }) => tag.toLowerCase()),
    );
    const secondLanguages: string[] = [];
    for (const { tag, quality } of ranges) {
      if (quality === 0) break;
      const { keys, secondLanguage } = candidatesFor(tag);
      const found = this.find(keys, refused);
      if (found) return found;
      if (secondLanguage) secondLanguages.push(secondLanguage);
    }
    return this.find(secondLanguages, refused);
  }

  private find(keys: readonly string[], refused: ReadonlySet<string>): string | undefined {
    for (const key of keys) {
      const found = this.byTag.get(key);
      if (found && !refused.has(found.toLowerCase())) return found;
    }
    return undefined;
  }
}

interface Candidates {
  readonly keys: readonly string[];
  readonly secondLanguage?: string | undefined;
}

/** `yue-HK` → `yue-hk`, `yue-hant`, `yue`, `zh-hant`, `zh`; `ca` → `ca`, `ca-latn` with the second language `es`. */
function candidatesFor(tag: string): Candidates {
  // `Intl.Locale` rejects an extended language behind its prefix (RFC 5646 §2.2.2): `zh-yue-HK` is `yue-HK`, else `zh`.
  const [, prefix = '', extended] = /^([a-z]{2,3})-([a-z]{3}(?:-.*)?)$/i.exec(tag) ?? [];
  const locale = parseLocale(extended ?? tag);
  const standard = locale && STANDARD_LANGUAGE.get(locale.language);
  return {
    keys: [
      ...tagKeys(extended ?? tag, locale),
      ...(standard ? [`${standard}-${locale.script}`.toLowerCase(), standard] : []),
      ...(extended ? [prefix.toLowerCase()] : []),
    ],
    secondLanguage: locale && SECOND_LANGUAGE.get(locale.language),
  };
}

/** `zh-HK` → `zh-hk`, `zh-hant`, `zh`. A tag that `Intl.Locale` rejects has itself as the only key. */
function tagKeys(tag: string, locale: Intl.Locale | undefined): string[] {
  if (!locale) return [tag.toLowerCase()];
  return [tag, `${locale.language}-${locale.script}`, locale.language].map((key) => key.toLowerCase());
}

/**
 * Adds the likely script. Of a tag that `Intl.Locale` rejects, the last subtags are removed (RFC 4647 §3.4) until it is
 * one. Returns `undefined` if none is left, and for `und`: it would be English.
 */
function parseLocale(tag: string): Intl.Locale | undefined {
  if (/^und\b/i.test(tag)) return undefined;
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    const end = tag.lastIndexOf('-');
    return end === -1 ? undefined : parseLocale(tag.slice(0, end));
  }
}
