/** How a network splits a text into short messages; vendors bill per part. */
export interface SmsSegments {
  /** Whether the text fits the GSM 7-bit alphabet. One other character makes the whole text UCS-2. */
  isGsm: boolean;
  /** The characters that do not fit it, each once, in the order of the text. Empty if `isGsm`. */
  outsideGsm: string[];
  /** Length in septets (GSM) or UTF-16 code units (UCS-2). */
  units: number;
  /** Units that a single short message holds: 160 (GSM) or 70 (UCS-2). */
  capacity: number;
  /** One part per short message; a single part has no concatenation header. */
  parts: string[];
}

/** The default alphabet of GSM 03.38 (3GPP TS 23.038 §6.2.1), one septet each. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Its extension table (§6.2.1.1), two septets each. */
const GSM_EXTENDED = '\f^{}\\[~]|€';

/** Capacity of a single message and of one concatenated part, whose header takes six octets. */
const GSM_SIZE = { single: 160, concatenated: 153 };
const UCS2_SIZE = { single: 70, concatenated: 67 };

/** Splits a text into short messages without splitting a character (3GPP TS 23.040 §9.2.3.24.1). */
export function smsSegments(text: string): SmsSegments {
  const characters = [...text];
  const outsideGsm = [...new Set(characters.filter((character) => !isInGsm(character)))];
  const isGsm = outsideGsm.length === 0;
  const sizeOf = (character: string) =>
    isGsm ? (GSM_EXTENDED.includes(character) ? 2 : 1) : character.length;
  const size = isGsm ? GSM_SIZE : UCS2_SIZE;
  const units = characters.reduce((sum, character) => sum + sizeOf(character), 0);
  const measured = { isGsm, outsideGsm, units, capacity: size.single };
  if (units <= size.single) return { ...measured, parts: [text] };

  const parts = [''];
  let used = 0;
  for (const character of characters) {
    if (used + sizeOf(character) > size.concatenated) {
      parts.push('');
      used = 0;
    }
    parts.push(`${parts.pop() ?? ''}${character}`);
    used += sizeOf(character);
  }
  return { ...measured, parts };
}

function isInGsm(character: string): boolean {
  return GSM.includes(character) || GSM_EXTENDED.includes(character);
}
