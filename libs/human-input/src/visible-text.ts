import { INVISIBLE } from './characters.js';

const JOINERS = ['\u200c', '\u200d'];
/** Letters and marks of the scripts in which a joiner changes how its neighbours look: cursive and Indic ones. */
const JOINED =
  /(?![\p{Default_Ignorable_Code_Point}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Lao}\p{Script=Ethiopic}])[\p{Lo}\p{M}]/u;
const WHITE_SPACE = /\p{White_Space}/u;

/**
 * Removes what a person cannot see in a text that was typed or pasted: invisible characters (see {@link INVISIBLE}), and
 * white space at both ends, line breaks included. Keeps everything else, inner white space too.
 *
 * A joiner (U+200C, U+200D) between two letters of a script that uses them is kept, because it is visible there: without
 * it a Persian or Hindi domain would be another domain (RFC 5892, appendix A.1 and A.2).
 */
export function visibleText(text: string): string {
  const visible = text.replace(INVISIBLE, (mark, at: number) => (isVisibleJoiner(text, at) ? mark : ''));
  // By character: a regular expression for trailing white space takes quadratic time.
  let start = 0;
  let end = visible.length;
  while (start < end && WHITE_SPACE.test(visible.charAt(start))) start++;
  while (end > start && WHITE_SPACE.test(visible.charAt(end - 1))) end--;
  return visible.slice(start, end);
}

function isVisibleJoiner(text: string, at: number): boolean {
  return (
    JOINERS.includes(text.charAt(at)) && JOINED.test(text.charAt(at - 1)) && JOINED.test(text.charAt(at + 1))
  );
}
