import type { CodePolicy } from '../../../../tenants/tenant.js';
import type { CodeFormat } from '../code-format.js';

/**
 * One way in which a person takes in the answer to a challenge of type `image`. One more sense is one file in this
 * folder with an object like this and one line in `index.ts`:
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
   * What the codes look like that are presented so. Verifying accepts the forms of all presentations, because the form
   * is judged by the policy and never by the record.
   * @param policy the tenant's numbers for images
   */
  formatOf(policy: CodePolicy): CodeFormat;
  /**
   * Takes milliseconds of the event loop, at most: it is called in a queue that knows how many it may take.
   * @param language BCP 47 tag of the request's language
   * @returns the `url` of the answer: a data URI
   */
  present(code: string, language: string): string;
  /** Does at start what the first request would have to wait for, and fails if presenting ever would. */
  warmUp(): void;
}
