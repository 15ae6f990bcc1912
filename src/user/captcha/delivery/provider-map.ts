import type { CaptchaProvider, CaptchaType } from './providers/index.js';

/** Injection token of the providers by type. */
export const PROVIDERS = Symbol('CaptchaProviders');
export type Providers = Readonly<Record<CaptchaType, CaptchaProvider>>;
