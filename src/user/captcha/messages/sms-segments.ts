/**
 * GSM 03.38, which SMS are billed by: one septet each, and two for those of the extension table.
 * https://www.3gpp.org/dynareport/23038.htm
 */
const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_EXTENSION = new Set('\f^{}\\[~]|€');

/** How much fits one SMS, and each part of a longer one, whose header takes some room (3GPP TS 23.040 §9.2.3.24.1). */
const ROOM = {
  gsm: { one: 160, part: 153 },
  ucs2: { one: 70, part: 67 },
} as const;

/** What an SMS takes. */
export interface SmsSize {
  /** `gsm`: 7-bit letters; one other letter makes the whole text `ucs2`, with less than half the room. */
  readonly alphabet: keyof typeof ROOM;
  /** Septets or UTF-16 units. */
  readonly units: number;
  /** Messages that are sent and paid for. */
  readonly segments: number;
}

/** Measures an SMS. A pair of units may be one too many at the end of a part; then it takes one segment more. */
export function smsSize(text: string): SmsSize {
  const letters = [...text];
  const isGsm = letters.every((letter) => GSM_BASIC.has(letter) || GSM_EXTENSION.has(letter));
  const units = isGsm
    ? letters.reduce((sum, letter) => sum + (GSM_EXTENSION.has(letter) ? 2 : 1), 0)
    : text.length;
  const alphabet = isGsm ? 'gsm' : 'ucs2';
  const { one, part } = ROOM[alphabet];
  return { alphabet, units, segments: units <= one ? 1 : Math.ceil(units / part) };
}
