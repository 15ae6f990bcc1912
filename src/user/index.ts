/** The public API of this module. */
export { CaptchaService } from './captcha/captcha.service.js';
export {
  DEFAULT_PRESENTATION,
  PRESENTATION_NAMES,
  type PresentationName,
} from './captcha/challenge/presentations/index.js';
export { isMadeByProgram } from './captcha/challenge/program-answer.js';
export { CAPTCHA_PROVIDERS } from './captcha/delivery/providers/index.js';
export type { CaptchaProviderClass } from './captcha/delivery/providers/captcha-provider.js';
export { RecipientMatcher } from './captcha/delivery/recipient-matcher.js';
export { completeCaptchaRoutes } from './captcha/require-captcha/complete-captcha-routes.js';
export {
  type Proof,
  RequireCaptcha,
  type RequireCaptchaOptions,
  Verified,
} from './captcha/require-captcha/require-captcha.decorator.js';
export { RequireLogin } from './require-login.js';
export { SITEVERIFY_PATHS } from './captcha/siteverify/siteverify.paths.js';
export { UserModule } from './user.module.js';
