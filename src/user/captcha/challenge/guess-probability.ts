import type { CodePolicy, PurposePolicy, TenantPolicy } from '../../../tenants/tenant.js';
import { type CodeFormat, formatOf } from './code/code-format.js';
import { STRONG_CODE } from './code/strong-code.js';

/** Maximum of {@link guessProbability}. Six digits with ten wrong answers a day have half of it. */
export const MAX_GUESS_PROBABILITY = 2e-5;

/**
 * An upper bound for the probability that an attacker guesses a code of one account within a day.
 *
 * An account has G compared wrong answers in any 24 hours, over all its codes, purposes and types. One guess succeeds
 * with probability 1/S, where S is the number of possible codes, so G guesses succeed with at most G/S. The worst
 * numbers of all purposes are combined. After that only strong codes are compared: at most the messages of a day times
 * the attempts of a code.
 *
 * NIST SP 800-63B (Rate Limiting) allows 100 consecutive failures, which is 1e-4 with six digits; ten wrong answers a
 * day are 1e-5.
 */
export function guessProbability({ purposes }: TenantPolicy): number {
  const all = Object.values(purposes);
  const max = (numberOf: (purpose: PurposePolicy) => number): number => Math.max(0, ...all.map(numberOf));
  const guesses = max(({ limits }) => limits.account.wrongPerDay);
  const strongGuesses = max(
    ({ limits, ...purpose }) =>
      limits.recipient.perDay * Math.max(...accountPolicies(purpose).map((code) => code.attempts)),
  );
  const codes = Math.min(...all.flatMap(accountPolicies).map((policy) => countOf(formatOf(policy))));
  return Math.min(1, guesses / codes + strongGuesses / countOf(STRONG_CODE));
}

/**
 * Checks a tenant's policy against {@link MAX_GUESS_PROBABILITY}. The probability is rounded to three digits, so that the
 * share of strong codes is never decisive.
 * @returns the problem for the report on the tenants file, or none
 */
export function guessProblems(policy: TenantPolicy): string[] {
  const probability = guessProbability(policy);
  if (Number(probability.toPrecision(3)) <= MAX_GUESS_PROBABILITY) return [];
  return [
    `an account's code can be guessed with a probability of ${probability.toExponential(1)} a day, ` +
      `${MAX_GUESS_PROBABILITY.toExponential()} is the maximum: use longer codes or allow fewer wrong answers`,
  ];
}

/** The policies of codes that prove an account. An image proves none. */
function accountPolicies({ email, phone }: Pick<PurposePolicy, 'email' | 'phone'>): CodePolicy[] {
  return [email, phone];
}

/** The number of possible codes. */
function countOf({ length, alphabet }: CodeFormat): number {
  return alphabet.length ** length;
}
