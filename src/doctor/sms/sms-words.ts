import type { SmsSegments } from '@system-management/messaging';
import type { SmsText } from './sms-text.js';

/** More different characters than this are not mistakes but the script of the language. */
const MAX_NAMED = 10;

/** Splits texts into groups with the same key, in their order. */
export function groupsBy(texts: readonly SmsText[], keyOf: (text: SmsText) => string): SmsText[][] {
  const groups = new Map<string, SmsText[]>();
  for (const text of texts) {
    const key = keyOf(text);
    groups.set(key, [...(groups.get(key) ?? []), text]);
  }
  return [...groups.values()];
}

/** `GSM 7-bit`, `UCS-2 because of “—”`, or `UCS-2` for a script that needs it. */
export function encodingOf({ isGsm, outsideGsm }: SmsSegments): string {
  if (isGsm) return 'GSM 7-bit';
  return outsideGsm.length > MAX_NAMED ? 'UCS-2' : `UCS-2 because of ${charactersOf(outsideGsm)}`;
}

/** Characters in quotation marks; those that cannot be seen, as code points. */
export function charactersOf(characters: readonly string[]): string {
  return characters
    .map((character) =>
      /[\p{C}\p{Z}\p{M}]/u.test(character)
        ? `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
        : `“${character}”`,
    )
    .join(' ');
}

/** Encoding and lengths, such as `UCS-2, 61 to 68 of 70 characters`, of texts that have the same encoding. */
export function sizeOf(texts: readonly SmsText[]): string {
  const { normal } = texts[0]!;
  const range = rangeOf(texts.map((text) => text.normal.units));
  return `${encodingOf(normal)}, ${range} of ${normal.capacity} characters`;
}

/** `61 to 68`, or one number. */
export function rangeOf(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? String(most) : `${least} to ${most}`;
}

/** What messages of that many SMS cost. */
export function priceOf(count: number): string {
  return `1,000 messages are billed as ${(count * 1000).toLocaleString('en')} SMS`;
}

/** Languages, with their purposes unless the group has all that `all` has: `ru, ja (register payOrder)`. */
export function languageList(group: readonly SmsText[], all: readonly SmsText[]): string {
  return groupsBy(group, ({ language }) => language)
    .map((texts) => {
      const { language } = texts[0]!;
      const total = all.filter((text) => text.language === language).length;
      return texts.length === total ? language : `${language} (${texts.map(({ use }) => use).join(' ')})`;
    })
    .join(', ');
}
