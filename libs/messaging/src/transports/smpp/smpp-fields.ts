/** Type of number and numbering plan (SMPP 3.4 §5.2.5, §5.2.6). */
const INTERNATIONAL = { ton: 1, npi: 1 };
const UNKNOWN = { ton: 0, npi: 1 };
const ALPHANUMERIC = { ton: 5, npi: 0 };

/** A phone number (digits without a plus) or an alphanumeric sender id as an SMPP address. */
export function smppAddress(text: string): { ton: number; npi: number; address: string } {
  if (/[^\d+().\s-]/.test(text)) return { ...ALPHANUMERIC, address: text };
  const plan = text.startsWith('+') ? INTERNATIONAL : UNKNOWN;
  return { ...plan, address: text.replace(/\D/g, '') };
}

/** A relative time in the format YYMMDDhhmmsstnnR (SMPP 3.4 §7.1.1). */
export function smppRelativeTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `000000${parts.map((part) => String(part).padStart(2, '0')).join('')}000R`;
}
