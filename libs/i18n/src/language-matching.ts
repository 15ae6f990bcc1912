/*
 * From Unicode CLDR 48: `languageMatching` in common/supplemental/languageInfo.xml, described in UTS #35 part 1 §4.4. Each
 * row lists the languages for which CLDR offers the one in front. Only widely translated languages have a row.
 */

/** Distances up to 10: dialects and members of a macrolanguage, whose readers read the standard language. */
const DIALECTS: Readonly<Record<string, string>> = {
  ar: 'aao abh abv acm acq acw acx acy adf aeb aec afb apc apd arq ars ary arz auz avl ayh ayl ayn ayp bbz pga shu ssh',
  de: 'gsw lb',
  zh: 'cdo cjy cnp cpx csp czh czo gan hak hnm hsn luh lzh mnp nan sjc wuu yue',
};

/** Distances of 20 and 30: other languages, whose readers probably understand this one. */
const SECOND_LANGUAGES: Readonly<Record<string, string>> = {
  ar: 'ckb',
  de: 'rm',
  en:
    'ach af ak am bem bn chr cy ee eo ga gaa gd ha haw ia ig is ka km kn kri lg lo loz mfe mi ml mt my ne nso ny nyn ' +
    'om or pa pcm ps rn sd si sn so sq st sw ta te ti tlh tn to tum ur xh yi yo zu',
  es: 'ay ca eu gl gn qu',
  fr: 'br co crs ht kg ln lua mg oc rw wo',
  ru: 'ab az be hy kk ky mn tg tk tt uz',
  zh: 'bo ug za',
};

/** The standard language of a dialect, by ISO 639 code: `yue` → `zh`. */
export const STANDARD_LANGUAGE = inverted(DIALECTS);

/** The language that readers of another one probably understand: `ca` → `es`. */
export const SECOND_LANGUAGE = inverted(SECOND_LANGUAGES);

function inverted(rows: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(rows).flatMap(([offered, codes]) =>
      codes.split(' ').map((code) => [code, offered] as const),
    ),
  );
}
