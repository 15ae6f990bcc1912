import type { CaptchaProvider, CaptchaType } from './providers/index.js';

/** Injection token of the {@link ChallengeStore} that captchas wait in. */
export const CAPTCHA_STORE = Symbol('CaptchaStore');
/** Injection token of the providers by type. */
export const PROVIDERS = Symbol('CaptchaProviders');
export type Providers = Readonly<Record<CaptchaType, CaptchaProvider>>;
