import { newAnswer } from './clip.js';
import { distance } from './warping.js';
import { segment, type Word } from './segment.js';

/** Clips with known answers that supply the templates. */
const TEMPLATE_CLIPS = 60;

export interface AttackResult {
  /** Clips split into the right number of words. */
  readonly segmented: number;
  /** Correctly recognised digits of these clips. */
  readonly correctDigits: number;
  /** Clips with all digits correct. */
  readonly exact: number;
}

interface Template {
  readonly digit: string;
  readonly word: Word;
}

/**
 * Reads new clips: splits them into words by loudness, and assigns each word the digit of the nearest template by dynamic
 * time warping.
 */
export function attack(language: string, clips: number): AttackResult {
  const templates = templatesOf(language);
  let [segmented, correctDigits, exact] = [0, 0, 0];
  for (let clip = 0; clip < clips; clip++) {
    const answer = newAnswer();
    const words = segment(answer, language);
    if (!words) continue;
    segmented++;
    const read = words.map((word) => nearestDigit(word, templates));
    correctDigits += read.filter((digit, i) => digit === answer[i]).length;
    if (read.join('') === answer) exact++;
  }
  return { segmented, correctDigits, exact };
}

/** Words of clips with known answers. */
function templatesOf(language: string): Template[] {
  return Array.from({ length: TEMPLATE_CLIPS }, newAnswer).flatMap(
    (answer) => segment(answer, language)?.map((word, i) => ({ digit: answer[i]!, word })) ?? [],
  );
}

function nearestDigit(word: Word, templates: readonly Template[]): string {
  let [digit, minDistance] = ['', Infinity];
  for (const template of templates) {
    const current = distance(word, template.word);
    if (current < minDistance) [digit, minDistance] = [template.digit, current];
  }
  return digit;
}
