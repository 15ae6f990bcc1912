import { newAnswer } from './clip.js';
import { distance } from './warping.js';
import { type Word, wordsOf } from './words.js';

/** Clips with answers of the attacker's choice. */
const PREPARED = 60;

/** What an attacker read. */
export interface Attack {
  /** Clips whose words could be told apart. */
  readonly found: number;
  /** Digits of those that were named rightly. */
  readonly right: number;
  /** Clips of which every digit was. */
  readonly exact: number;
}

interface Template {
  readonly digit: string;
  readonly word: Word;
}

/**
 * Reads new clips: words are found by loudness, and each is named after the known word that dynamic time warping finds
 * nearest.
 */
export function attack(language: string, clips: number): Attack {
  const templates = templatesOf(language);
  let [found, right, exact] = [0, 0, 0];
  for (let clip = 0; clip < clips; clip++) {
    const answer = newAnswer();
    const words = wordsOf(answer, language);
    if (!words) continue;
    found++;
    const read = words.map((word) => nearest(word, templates));
    right += read.filter((digit, i) => digit === answer[i]).length;
    if (read.join('') === answer) exact++;
  }
  return { found, right, exact };
}

/** What everybody can prepare who has the package: words of clips whose answers they chose. */
function templatesOf(language: string): Template[] {
  return Array.from({ length: PREPARED }, newAnswer).flatMap(
    (answer) => wordsOf(answer, language)?.map((word, i) => ({ digit: answer[i]!, word })) ?? [],
  );
}

function nearest(word: Word, templates: readonly Template[]): string {
  let [name, least] = ['', Infinity];
  for (const template of templates) {
    const far = distance(word, template.word);
    if (far < least) [name, least] = [template.digit, far];
  }
  return name;
}
