import { domainToASCII, domainToUnicode } from 'node:url';

/** Longer domains do not exist (RFC 1035 §2.3.4); the limit bounds the cost of decoding. */
const MAX_LENGTH = 253;

/**
 * The characters that IDNA2008 allows in a U-label (RFC 5892 §2, with its exceptions and contextual characters). Node
 * decodes by UTS 46, which also allows box drawings and emoji.
 */
const U_LABELS =
  /^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\u06fd\u06fe\u0f0b\u3007\u00b7\u0375\u05f3\u05f4\u30fb\u200c-\u200d.-]+$/u;

/** Hyphens at an end, or as in an A-label (RFC 5891 §4.2.3.1). ASCII labels with such hyphens exist. */
const MISPLACED_HYPHEN = /^(?=.*[^\0-\x7f])(?:-|..--|.*-$)/u;

/** Characters outside the context that RFC 5892, appendix A.3 to A.6, asks for, such as `·` between two l. Node checks the other contexts. */
const OUT_OF_CONTEXT = [
  /(?<!l)\u00b7|\u00b7(?!l)/,
  /\u0375(?!\p{Script=Greek})/u,
  /(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u,
];

/** U+30FB needs a character of these scripts in the same label (RFC 5892, appendix A.7). */
const KATAKANA_MIDDLE_DOT = '\u30fb';
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

const LATIN = /\p{Script=Latin}/u;
/** The scripts that may stand beside Latin letters in one label: "highly restrictive" in UTS 39 §5.2. */
const BESIDE_LATIN =
  /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]+$/u;

/**
 * The ASCII form of a domain: Unicode labels as A-labels (`xn--…`, RFC 5891 §4.4), everything else as given.
 *
 * A domain with a Unicode label must be the same after encoding and decoding. So a character that encoding would replace,
 * such as a full-width letter or another full stop, is refused and never becomes another domain.
 * @returns `undefined` for a domain that is not valid under IDNA2008, or that mixes Latin with letters that look like Latin
 */
export function asciiDomain(domain: string): string | undefined {
  // NFC, because keyboards and file systems write letters with separate accents, which look the same.
  const given = domain.length > MAX_LENGTH ? '' : domain.normalize('NFC').toLowerCase();
  if (!isInternational(given)) return domain;
  const ascii = domainToASCII(given);
  const unicode = domainToUnicode(ascii);
  const isSame = unicode !== ascii && (given === unicode || given === ascii);
  const isValid = isSame && U_LABELS.test(unicode) && unicode.split('.').every(isLabel);
  if (!isValid) return undefined;
  return given === ascii ? domain : ascii;
}

function isInternational(domain: string): boolean {
  return /[^\0-\x7f]/.test(domain) || domain.split('.').some((label) => label.startsWith('xn--'));
}

function isLabel(label: string): boolean {
  if (MISPLACED_HYPHEN.test(label) || OUT_OF_CONTEXT.some((pattern) => pattern.test(label))) return false;
  if (label.includes(KATAKANA_MIDDLE_DOT) && !JAPANESE.test(label)) return false;
  return !LATIN.test(label) || BESIDE_LATIN.test(label);
}
