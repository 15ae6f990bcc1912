import { CAPTCHA_PROVIDERS, type CaptchaProviderClass } from '../../user/index.js';

/** The registered captcha types as pages list them: those that send a code come before those that show one. */
export const TYPES_IN_ORDER: readonly CaptchaProviderClass[] = [...CAPTCHA_PROVIDERS].sort(
  (one, other) => Number(other.requiresAccount) - Number(one.requiresAccount),
);
