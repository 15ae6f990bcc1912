import type { CaptchaProvider, CaptchaType } from './providers/index.js';

/** Injection token of {@link Providers}. */
export const PROVIDERS = Symbol('CaptchaProviders');
export type Providers = Readonly<Record<CaptchaType, CaptchaProvider>>;
