/** Paths of the siteverify endpoint, the only routes that take forms. Both are equivalent. */
export const SITEVERIFY_PATHS: readonly string[] = [
  '/api/v1/system/user/captcha/siteverify',
  '/api/v1/system/user/self/captcha/siteverify',
];
