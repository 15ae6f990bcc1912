import type { CodePolicy, PurposePolicy, TenantPolicy } from '../../../tenants/tenant.js';
import { type CodeFormat, formatOf } from './code-format.js';
import { STRONG_CODE } from './strong-code.js';

/** Most that {@link guessProbability} may be. Six digits and ten wrong answers are half of it. */
export const MAX_GUESS_PROBABILITY = 2e-5;

/**
 * The chance that somebody who does nothing but guess hits a code of one account within a day, whatever they ask for.
 *
 * An account is given G judged wrong answers in any 24 hours, over all its codes, purposes and types. Each guess hits
 * with a chance of 1 in S, the number of codes there are, so the first alone has 1/S and all of them at most G/S. The
 * worst numbers of all purposes are taken together. Afterwards only strong codes are judged: as many guesses as a day
 * has messages with their attempts.
 *
 * NIST SP 800-63B (Rate Limiting) allows 100 failures in a row, and so 1e-4 with six digits; ten wrong answers a day
 * come to 1e-5.
 */
export function guessProbability({ purposes }: TenantPolicy): number {
  const all = Object.values(purposes);
  const most = (numberOf: (purpose: PurposePolicy) => number): number => Math.max(0, ...all.map(numberOf));
  const guesses = most(({ limits }) => limits.account.wrongPerDay);
  const strongGuesses = most(
    ({ limits, ...purpose }) =>
      limits.recipient.perDay * Math.max(...sent(purpose).map((code) => code.attempts)),
  );
  const codes = Math.min(...all.flatMap(sent).map((policy) => countOf(formatOf(policy))));
  return Math.min(1, guesses / codes + strongGuesses / countOf(STRONG_CODE));
}

/**
 * What is wrong with numbers that make codes too easy to guess, for a tenant file's problems; nothing when they hold.
 * The chance is judged by its first three digits, so that the strong codes' share never decides.
 */
export function guessProblems(policy: TenantPolicy): string[] {
  const probability = guessProbability(policy);
  if (Number(probability.toPrecision(3)) <= MAX_GUESS_PROBABILITY) return [];
  return [
    `an account's code could be guessed with a chance of ${probability.toExponential(1)} a day, at most ` +
      `${MAX_GUESS_PROBABILITY.toExponential()} is allowed (longer codes or fewer wrong answers)`,
  ];
}

/** The policies of codes that prove an account. An image proves nothing but deadline. */
function sent({ email, phone }: Pick<PurposePolicy, 'email' | 'phone'>): CodePolicy[] {
  return [email, phone];
}

function countOf({ length, alphabet }: CodeFormat): number {
  return alphabet.length ** length;
}
