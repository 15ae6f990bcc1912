/** Type of number and numbering plan (SMPP 3.4 §5.2.5, §5.2.6). */
const INTERNATIONAL = { ton: 1, npi: 1 };
const AS_DIALLED = { ton: 0, npi: 1 };
const ALPHANUMERIC = { ton: 5, npi: 0 };

/** A number as SMPP has it, digits without a plus, or a sender id. */
export function smppAddress(text: string): { ton: number; npi: number; address: string } {
  if (/[^\d+().\s-]/.test(text)) return { ...ALPHANUMERIC, address: text };
  const plan = text.startsWith('+') ? INTERNATIONAL : AS_DIALLED;
  return { ...plan, address: text.replace(/\D/g, '') };
}

/** So many seconds from now, as YYMMDDhhmmsstnnR (SMPP 3.4 §7.1.1). */
export function smppRelativeTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `000000${parts.map((part) => String(part).padStart(2, '0')).join('')}000R`;
}
