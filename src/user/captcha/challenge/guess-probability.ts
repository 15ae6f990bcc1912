import type { CodePolicy, PurposePolicy, TenantPolicy } from '../../../tenants/tenant.js';
import { type CodeFormat, formatOf } from './code/code-format.js';
import { STRONG_CODE } from './code/strong-code.js';
import { PRESENTATIONS } from './presentations/index.js';

/**
 * Maximum of {@link guessProbability} and {@link imageGuessProbability}. Six digits with ten wrong answers have half of
 * it.
 */
export const MAX_GUESS_PROBABILITY = 2e-5;

/** Wrong answers to strong codes of one account in a day. A hundred thousand have a chance of 1e-10. */
const STRONG_GUESSES = 100_000;

/**
 * An upper bound for the probability that an attacker guesses a code of one account within a day.
 *
 * An account has G compared wrong answers in any 24 hours, over all its codes, purposes and types. One guess succeeds
 * with probability 1/S, where S is the number of possible codes, so G guesses succeed with at most G/S. The worst
 * numbers of all purposes are combined. After that only strong codes are compared. No budget counts their wrong answers,
 * only addresses do, so {@link STRONG_GUESSES} are added for an attacker with thousands of networks.
 *
 * NIST SP 800-63B (Rate Limiting) allows 100 consecutive failures, which is 1e-4 with six digits; ten wrong answers a
 * day are 1e-5.
 */
export function guessProbability({ purposes }: TenantPolicy): number {
  const all = Object.values(purposes);
  const max = (numberOf: (purpose: PurposePolicy) => number): number => Math.max(0, ...all.map(numberOf));
  const guesses = max(({ limits }) => limits.account.wrongPerDay);
  const codes = Math.min(...all.flatMap(accountPolicies).map((policy) => countOf(formatOf(policy))));
  return Math.min(1, guesses / codes + STRONG_GUESSES / countOf(STRONG_CODE));
}

/**
 * The probability that an attacker guesses the code of one image: its attempts, divided by the number of possible codes of
 * the presentation that has the fewest. The largest of all purposes.
 */
export function imageGuessProbability({ purposes }: TenantPolicy): number {
  return Math.max(0, ...Object.values(purposes).map(({ image }) => chancePerImage(image)));
}

/**
 * Checks a tenant's policy against {@link MAX_GUESS_PROBABILITY}.
 * @returns the problems for the report on the tenants file: one for the codes of accounts, one for images
 */
export function guessProblems(policy: TenantPolicy): string[] {
  const max = MAX_GUESS_PROBABILITY.toExponential();
  const ofAccount = guessProbability(policy);
  const images = Object.entries(policy.purposes).filter(([, { image }]) =>
    isTooLikely(chancePerImage(image)),
  );
  return [
    ...(isTooLikely(ofAccount)
      ? [
          `an account's code can be guessed with a probability of ${ofAccount.toExponential(1)} a day, ` +
            `${max} is the maximum: use longer codes or allow fewer wrong answers`,
        ]
      : []),
    ...(images.length > 0
      ? [
          `an image of ${images.map(([use]) => use).join(', ')} can be guessed with a probability of ` +
            `${imageGuessProbability(policy).toExponential(1)}, ` +
            `${max} is the maximum: use longer codes or allow fewer attempts`,
        ]
      : []),
  ];
}

/** Rounds to three digits, so that the share of strong codes is never decisive. */
function isTooLikely(probability: number): boolean {
  return Number(probability.toPrecision(3)) > MAX_GUESS_PROBABILITY;
}

function chancePerImage(policy: CodePolicy): number {
  const typed = PRESENTATIONS.flatMap<CodeFormat>((presentation) => presentation.formatOf(policy) ?? []);
  return Math.min(1, policy.attempts / Math.min(...typed.map(countOf)));
}

/** The policies of codes that prove an account. An image proves none. */
function accountPolicies({ email, phone }: Pick<PurposePolicy, 'email' | 'phone'>): CodePolicy[] {
  return [email, phone];
}

/** The number of possible codes. */
function countOf({ length, alphabet }: CodeFormat): number {
  return alphabet.length ** length;
}
