import type { CodePolicy } from '../../../../tenants/tenant.js';
import type { CodeFormat } from '../code/code-format.js';

/**
 * One way to present the code of an `image` captcha. A new one is a file in this folder with an object like this, and a
 * line in `index.ts`:
 *
 * ```ts
 * export const BrailleStrip = {
 *   name: 'braille',
 *   formatOf: (policy) => ({ length: policy.length, alphabet: '0123456789' }),
 *   present: (code) => `data:text/plain;charset=utf-8,${encodeURIComponent(inBraille(code))}`,
 *   warmUp: () => undefined,
 * } as const satisfies Presentation;
 * ```
 */
export interface Presentation {
  /** The wire's `presentation`. */
  readonly name: string;
  /**
   * The format of its codes. Verification accepts the formats of all presentations, because it checks the policy and
   * never the stored challenge.
   * @param policy the tenant's policy for images
   */
  formatOf(policy: CodePolicy): CodeFormat;
  /**
   * Renders a code. Called by the `RenderQueue`; it must not block the event loop for more than milliseconds.
   * @param language BCP 47 tag of the request's language
   * @returns the response's `url`: a data URI
   */
  present(code: string, language: string): string;
  /** Loads at start what rendering needs. Throws when rendering cannot work. */
  warmUp(): void;
}
