/** A header longer than this is cut: no browser sends one, and parsing must stay cheap for anybody's input. */
const LONGEST_HEADER = 256;
/** Distinct headers remembered; real clients send a few dozen. */
const REMEMBERED = 500;

interface LanguageRange {
  readonly tag: string;
  readonly quality: number;
}

/**
 * Picks the language of an answer: RFC 9110 §12.5.4 q-values, then a lookup per wish from the exact tag over
 * language and script (`zh-HK` is `zh-Hant`, so it gets `zh-TW`) to the bare language (RFC 4647 §3.4, with the
 * likely script of Unicode CLDR where the tag names none).
 */
export class LanguageNegotiator {
  private readonly byTag = new Map<string, string>();
  private readonly remembered = new Map<string, string | undefined>();

  /** @param supported BCP 47 tags, most important first: `zh` picks the first Chinese one of the list. */
  constructor(readonly supported: readonly string[]) {
    for (const tag of supported) {
      for (const key of lookupKeys(tag)) if (!this.byTag.has(key)) this.byTag.set(key, tag);
    }
    // An exact tag always means itself, whoever came first.
    for (const tag of supported) this.byTag.set(tag.toLowerCase(), tag);
  }

  /**
   * @param header the `Accept-Language` value; absent, empty and garbage are harmless
   * @returns a supported tag, or `undefined` when the header wishes for none of them
   */
  negotiate(header: string | undefined): string | undefined {
    if (!header) return undefined;
    const key = header.slice(0, LONGEST_HEADER);
    if (this.remembered.has(key)) return this.remembered.get(key);
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    const found = this.lookUp(wishes(key));
    this.remembered.set(key, found);
    return found;
  }

  private lookUp(list: readonly LanguageRange[]): string | undefined {
    for (const { tag } of list) {
      for (const key of lookupKeys(tag)) {
        const found = this.byTag.get(key);
        if (found) return found;
      }
    }
    return undefined;
  }
}

function wishes(header: string): LanguageRange[] {
  return header
    .split(',')
    .map(parseRange)
    .filter((wish) => wish !== undefined)
    .sort((a, b) => b.quality - a.quality);
}

function parseRange(part: string): LanguageRange | undefined {
  const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
  if (!/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(range)) return undefined;
  const weight = parameters.find((parameter) => /^q=/i.test(parameter));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return quality > 0 && quality <= 1 ? { tag: range, quality } : undefined;
}

/** `zh-HK` → `zh-hk`, `zh-hant`, `zh`; a tag Unicode does not know stands for itself alone. */
function lookupKeys(tag: string): string[] {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return [tag, `${language}-${script}`, language].map((key) => key.toLowerCase());
  } catch {
    return [tag.toLowerCase()];
  }
}
