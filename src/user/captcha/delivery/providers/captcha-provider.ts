import type { CodePolicies, Tenant } from '../../../../tenants/tenant.js';
import type { Challenge } from '../../challenge/challenge.js';
import type { PresentedCode } from '../../challenge/presentations/presentation.js';
import type { Recipient } from '../../challenge/recipient.js';

/** A composed message and the step that delivers it. */
export interface PreparedDelivery {
  /**
   * Sends the message, if there is one. Called once, after the challenge is stored.
   * @throws {TransportError} when the message was refused, could not be handed over, or timed out
   */
  deliver(): Promise<void>;
}

/** Whom a message would be sent to. */
export type DeliveryTarget = Pick<Challenge, 'tenant' | 'recipient' | 'isTest'>;

/**
 * Serves one captcha type: validates its accounts, and shows or sends its codes. Codes, lifetimes, limits and
 * verification are the same for every type and belong to `CaptchaService`.
 *
 * A new type is a file in this folder with a class like this, and a line in `index.ts`.
 * `docs/recipes/add-a-captcha-type.md` has a complete one with its test:
 *
 * ```ts
 * @Injectable()
 * export class VoiceProvider implements CaptchaProvider {
 *   static readonly type = 'voice' as const;
 *   static readonly requiresAccount = true;
 *   static readonly policy = 'phone' as const;
 *   static readonly examples = { voice: { summary: 'Code by call', … } };
 *   parseRecipient(account: string, tenant: Tenant): Recipient { … }
 *   prepare(challenge: Challenge): PreparedDelivery { … }
 * }
 * ```
 */
export interface CaptchaProvider {
  /**
   * Parses an account.
   * @param account empty where the type requires none
   * @throws {ParameterError} when it is not exactly one recipient of this type
   */
  parseRecipient(account: string, tenant: Tenant): Recipient;
  /**
   * Checks that the tenant sends this type to this recipient, before anything is counted. Not needed by a type that is
   * always enabled.
   * @throws {AppError} NotEnable when it has no transport for the type, CountryNotEnable when it sends none to the country
   */
  assertEnabled?(target: DeliveryTarget): void;
  /**
   * Composes the message. Nothing leaves the process yet.
   * @throws {AppError} as {@link assertEnabled}
   */
  prepare(challenge: Challenge): PreparedDelivery;
}

/** One example of a type in Swagger UI. */
export interface CaptchaExample {
  readonly summary: string;
  /** Fields of the issue request beside `use` and `type`. */
  readonly request: { readonly account?: string; readonly presentation?: string };
  /** Fields of the issue response beside those that all types have. The format of the code is that of `code`, if absent. */
  readonly response: Pick<PresentedCode, 'url' | 'challenge'> & {
    readonly resendAfter?: number;
    readonly sentTo?: string;
    readonly codeLength?: number;
    readonly codeAlphabet?: 'digits' | 'letters';
  };
  /** The answer: what a person types, or what a program computes. */
  readonly code: string;
}

/** The static members of a provider class. */
export interface CaptchaProviderClass {
  /** The wire's `type`. */
  readonly type: string;
  /** Whether requests of this type must name an account. */
  readonly requiresAccount: boolean;
  /**
   * The code policy of the tenant (length, alphabet, lifetime, attempts) that applies to its codes. A new type uses an
   * existing policy, so that its numbers are configurable. A type that proves an account must use `email` or `phone`:
   * `guessProbability()` does not include `image`.
   */
  readonly policy: keyof CodePolicies;
  /** Examples in Swagger UI, by name; one at least. */
  readonly examples: Readonly<Record<string, CaptchaExample>>;
  // Nest injects the dependencies, which differ between providers.
  new (...dependencies: never[]): CaptchaProvider;
}
