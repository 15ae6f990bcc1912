/** Longer headers are truncated, which bounds the parsing cost. Browsers send shorter ones. */
const MAX_HEADER_LENGTH = 256;
/** Distinct headers in the cache. Real clients send a few dozen. */
const MAX_CACHED = 500;

interface LanguageRange {
  readonly tag: string;
  readonly quality: number;
}

/**
 * Selects a response language from `Accept-Language`. Ranges are ordered by q-value (RFC 9110 §12.5.4). Each range is
 * looked up as the exact tag, then as language and script, then as the language (RFC 4647 §3.4). A missing script is
 * the likely one of Unicode CLDR: `zh-HK` is `zh-Hant`, so it matches `zh-TW`.
 */
export class LanguageNegotiator {
  private readonly byTag = new Map<string, string>();
  private readonly cache = new Map<string, string | undefined>();

  /** @param supported BCP 47 tags by priority: `zh` matches the first Chinese tag of the list. */
  constructor(readonly supported: readonly string[]) {
    for (const tag of supported) {
      for (const key of lookupKeys(tag)) if (!this.byTag.has(key)) this.byTag.set(key, tag);
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
    const found = this.lookUp(parseHeader(key));
    this.cache.set(key, found);
    return found;
  }

  private lookUp(ranges: readonly LanguageRange[]): string | undefined {
    for (const { tag } of ranges) {
      for (const key of lookupKeys(tag)) {
        const found = this.byTag.get(key);
        if (found) return found;
      }
    }
    return undefined;
  }
}

function parseHeader(header: string): LanguageRange[] {
  return header
    .split(',')
    .map(parseRange)
    .filter((range) => range !== undefined)
    .sort((a, b) => b.quality - a.quality);
}

function parseRange(part: string): LanguageRange | undefined {
  const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
  if (!/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(range)) return undefined;
  const weight = parameters.find((parameter) => /^q=/i.test(parameter));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return quality > 0 && quality <= 1 ? { tag: range, quality } : undefined;
}

/** `zh-HK` → `zh-hk`, `zh-hant`, `zh`. A tag that `Intl.Locale` rejects has itself as the only key. */
function lookupKeys(tag: string): string[] {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return [tag, `${language}-${script}`, language].map((key) => key.toLowerCase());
  } catch {
    return [tag.toLowerCase()];
  }
}
