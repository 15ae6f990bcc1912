/** What a program learned from the server. */
export interface Journey {
  /** From the right code. */
  ticket: string;
  /** `code` of the failure of a wrong code. */
  wrong: 1000005;
  /** `field` of the first error of a bad account. */
  field: string;
  /** The picture that must be solved first. */
  url: string;
}

/** Compiles only for `true`. */
export type Expect<T extends true> = T;

/** Whether two types are identical. `any` equals only itself. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const EMAIL = { use: 'login', type: 'email', account: 'user@example.com' } as const;
/** A well-formed code that is not `code`. */
export const otherThan = (code: string): string => (code === '000000' ? '111111' : '000000');
/** A tenant whose policy requires an image before each message. */
export const STEP_UP = { 'iThings-tenant-code': 'step-up' };
