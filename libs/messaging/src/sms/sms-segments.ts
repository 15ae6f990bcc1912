/** As a network carries it, and a vendor bills it. */
export interface SmsSegments {
  /** GSM 7 bit; one character that it has not makes the whole text UCS-2, with less than half the room. */
  isGsm: boolean;
  /** Septets or UTF-16 units in all. */
  units: number;
  /** The text, cut so that each part fits one short message of a series; one part fits without a series. */
  parts: string[];
}

/** The default alphabet of GSM 03.38 (3GPP TS 23.038 §6.2.1), one septet each. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Its extension table (§6.2.1.1), two septets each. */
const GSM_EXTENDED = '\f^{}\\[~]|€';

/** Septets or UTF-16 units in one message, and in each of a series, whose header takes six octets. */
const GSM_SIZE = { alone: 160, inSeries: 153 };
const UCS2_SIZE = { alone: 70, inSeries: 67 };

/** Cuts a text into short messages, no character in two (3GPP TS 23.040 §9.2.3.24.1). */
export function smsSegments(text: string): SmsSegments {
  const characters = [...text];
  const isGsm = characters.every((character) => `${GSM}${GSM_EXTENDED}`.includes(character));
  const sizeOf = (character: string) =>
    isGsm ? (GSM_EXTENDED.includes(character) ? 2 : 1) : character.length;
  const size = isGsm ? GSM_SIZE : UCS2_SIZE;
  const units = characters.reduce((sum, character) => sum + sizeOf(character), 0);
  if (units <= size.alone) return { isGsm, units, parts: [text] };

  const parts = [''];
  let taken = 0;
  for (const character of characters) {
    if (taken + sizeOf(character) > size.inSeries) {
      parts.push('');
      taken = 0;
    }
    parts.push(`${parts.pop() ?? ''}${character}`);
    taken += sizeOf(character);
  }
  return { isGsm, units, parts };
}
