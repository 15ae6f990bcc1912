import type { Challenge as AltchaChallenge } from 'altcha-lib/types';
import type { CodePolicy, Tenant } from '../../../../tenants/tenant.js';
import type { CodeFormat } from '../code/code-format.js';

/** What is presented, and to whom. */
export interface PresentationSubject {
  /** The wire's `codeID`. */
  readonly id: string;
  readonly use: string;
  readonly tenant: Tenant;
  /** BCP 47 tag of the request's language. */
  readonly language: string;
  /** The tenant's policy for images. */
  readonly policy: CodePolicy;
  /** How often the effort is doubled because the address asks often, from 0. Only what programs solve has an effort. */
  readonly doublings: number;
}

/** A new code, and what the client gets to find it. */
export interface PresentedCode {
  readonly code: string;
  /** The response's `url`: a data URI, or `''`. */
  readonly url: string;
  /** The response's `challenge`. */
  readonly challenge?: AltchaChallenge;
}

/** One way to present the code of an `image` captcha. */
export interface Presentation {
  /**
   * Creates a code and presents it.
   * @throws {AppError} Server when too many are being presented
   */
  present(subject: PresentationSubject): Promise<PresentedCode>;
  /**
   * The code in an answer. Verification asks all presentations, because it checks the policy and never the stored challenge.
   * @param answer typed: normalized; made by a program: as it came
   * @returns the code to compare; `undefined` when no code of this presentation has such a form
   */
  read(answer: string, policy: CodePolicy): string | undefined | Promise<string | undefined>;
  /** Loads at start what presenting needs. Throws when it cannot work. @default nothing to load */
  warmUp?(): void;
}

/**
 * The static members of a presentation. A new one is a file in this folder with a class like this, and a line in
 * `index.ts`; `docs/recipes/add-a-presentation.md` has a complete one with its test.
 */
export interface PresentationClass {
  /** The wire's `presentation`. */
  readonly presentation: string;
  /**
   * The format of its codes.
   * @param policy the tenant's policy for images
   * @returns `undefined` when nothing is typed
   */
  formatOf(policy: CodePolicy): CodeFormat | undefined;
  // Nest injects the dependencies, which differ between presentations.
  new (...dependencies: never[]): Presentation;
}
