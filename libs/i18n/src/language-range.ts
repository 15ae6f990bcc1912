/** An element of `Accept-Language`. */
export interface LanguageRange {
  /** A BCP 47 tag as far as one can be read; not validated. */
  readonly tag: string;
  /** 0 to 1; 0 means "not acceptable". */
  readonly quality: number;
}

/** Tags that `Intl` does not know: .NET's Chinese, and an irregular one of IANA's registry. */
const OLD_TAGS: Readonly<Record<string, string>> = {
  'zh-chs': 'zh-Hans',
  'zh-cht': 'zh-Hant',
  'i-hak': 'hak',
};

/** Parses `Accept-Language`, best first (RFC 9110 §12.5.4). Malformed elements and `*` are dropped. */
export function parseRanges(header: string): LanguageRange[] {
  return header
    .split(',')
    .map(parseRange)
    .filter((range) => range !== undefined)
    .sort((a, b) => b.quality - a.quality);
}

function parseRange(element: string): LanguageRange | undefined {
  const [range = '', ...parameters] = element.split(';').map((part) => part.trim());
  const tag = toTag(range);
  if (!/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(tag)) return undefined;
  const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? '1';
  return /^(0?\.\d+|0\.?|1(\.0*)?)$/.test(weight) ? { tag, quality: Number(weight) } : undefined;
}

/** Reads the spellings of POSIX (`zh_CN.UTF-8`, `de_DE@euro`) and of Java's `Locale.toString()` (`zh_TW_#Hant`). */
function toTag(range: string): string {
  const [name = ''] = range.split(/[.@]/);
  const tag = name
    .replaceAll('_', '-')
    .replace(/^([a-z]+)(-[a-z0-9]*)-#([a-z]{4})$/i, '$1-$3$2')
    .replace(/^([a-z]+-[a-z]{4})-$/i, '$1');
  return OLD_TAGS[tag.toLowerCase()] ?? tag;
}
