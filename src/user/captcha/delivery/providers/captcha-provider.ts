import type { CodePolicies, Tenant } from '../../../../tenants/tenant.js';
import type { Challenge } from '../../challenge/challenge.js';
import type { Recipient } from '../../challenge/recipient.js';

/** A challenge made ready: what the answer shows, and the step that sends what must be sent. */
export interface PreparedDelivery {
  /** The `url` of the answer: a picture or a sound as a data URI, or `''`. */
  readonly url: string;
  /**
   * Called once, after the challenge is stored.
   * @throws {TransportError} when the message was refused, could not be handed over, or timed out
   */
  deliver(): Promise<void>;
}

/**
 * Serves one captcha type: judges its accounts, and shows or sends its codes. What a code is, how long it lives, how
 * often it may be asked for and guessed, and how it is verified are the service's and alike for every type.
 *
 * One more type is one file in this folder with a class like this and one line in `index.ts`;
 * `docs/recipes/add-a-captcha-type.md` has a whole one with its test:
 *
 * ```ts
 * @Injectable()
 * export class VoiceProvider implements CaptchaProvider {
 *   static readonly type = 'voice' as const;
 *   static readonly requiresAccount = true;
 *   static readonly policy = 'phone' as const;
 *   recipient(account: string, tenant: Tenant): Recipient { … }
 *   prepare(challenge: Challenge): PreparedDelivery { … }
 * }
 * ```
 */
export interface CaptchaProvider {
  /**
   * Judges and canonicalises an account.
   * @throws {ParameterError} when it is not exactly one recipient of this type
   */
  parseRecipient(account: string, tenant: Tenant): Recipient;
  /**
   * Draws or words the challenge. Nothing leaves the process yet.
   * @throws {AppError} NotEnable when the tenant cannot send this type to this recipient; Server when there is more to
   *   draw than this process can
   */
  prepare(challenge: Challenge): PreparedDelivery | Promise<PreparedDelivery>;
}

/** The static side of a provider: what the list in `index.ts` is made of. */
export interface CaptchaProviderClass {
  /** The wire's `type`. */
  readonly type: string;
  /** Whether requests of this type must name an account. */
  readonly requiresAccount: boolean;
  /**
   * Which of a tenant's code policies (length, alphabet, lifetime, attempts) its codes follow. A type of your own follows
   * the one that it resembles, so that every number stays configurable, and the chance of guessing stays computed. One
   * that proves an account follows `email` or `phone`: `image` codes prove nothing and are not in that sum.
   */
  readonly policy: keyof CodePolicies;
  // Nest injects whatever a provider asks for, so its parameters are its own business.
  new (...dependencies: never[]): CaptchaProvider;
}
