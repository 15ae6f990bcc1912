import type { CodePolicy } from '../../../../tenants/tenant.js';
import { ALPHABETS } from './code-alphabets.js';

/** Length and alphabet of a code. */
export interface CodeFormat {
  /** Characters in a code. */
  readonly length: number;
  /** Each character once. */
  readonly alphabet: string;
}

/** The format of a policy's normal codes. */
export function formatOf({ length, alphabet }: CodePolicy): CodeFormat {
  return { length, alphabet: ALPHABETS[alphabet] };
}

/** Whether a normalized code has this format. */
export function matchesFormat(code: string, { length, alphabet }: CodeFormat): boolean {
  return code.length === length && [...code].every((character) => alphabet.includes(character));
}

/** Whether a normalized code has the format of the policy's normal codes. */
export function matchesPolicy(code: string, policy: CodePolicy): boolean {
  return matchesFormat(code, formatOf(policy));
}
