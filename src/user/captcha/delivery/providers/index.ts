import type { CodePolicies, CodePolicy } from '../../../../tenants/tenant.js';
import type { CaptchaProviderClass } from './captcha-provider.js';
import { EmailProvider } from './email.provider.js';
import { ImageProvider } from './image.provider.js';
import { PhoneProvider } from './phone.provider.js';

/** All captcha types. The type, the validation, Swagger and injection use this list. ← add yours */
export const CAPTCHA_PROVIDERS = [
  EmailProvider,
  PhoneProvider,
  ImageProvider,
] as const satisfies CaptchaProviderClass[];

export type CaptchaType = (typeof CAPTCHA_PROVIDERS)[number]['type'];
export const CAPTCHA_TYPES: readonly CaptchaType[] = CAPTCHA_PROVIDERS.map((provider) => provider.type);

/** Whether requests of this type must name an account. */
export function requiresAccount(type: CaptchaType): boolean {
  return CAPTCHA_PROVIDERS.some((provider) => provider.type === type && provider.requiresAccount);
}

/** The types whose codes prove an account. */
export const ACCOUNT_TYPES: readonly CaptchaType[] = CAPTCHA_TYPES.filter(requiresAccount);

/** The code policy of this type. */
export function policyOf(type: CaptchaType, policies: CodePolicies): CodePolicy {
  const { policy } = CAPTCHA_PROVIDERS.find((provider) => provider.type === type) ?? ImageProvider;
  return policies[policy];
}

export type { CaptchaExample, CaptchaProvider, PreparedDelivery } from './captcha-provider.js';
