import { formOf, mistakeOf, type TokenFacts, type VendorScript } from '../vendor-script.js';

/** How a vendor differs from reCAPTCHA, and what its tokens report. */
export interface SiteVerifyScriptOptions {
  readonly scheme: string;
  readonly path: string;
  /** Whether the request names the site key. @default false */
  readonly sendsSiteKey?: boolean;
  readonly duplicateCode: string;
  /** The facts that this vendor reports, as it writes them. */
  readonly reported: (facts: TokenFacts) => object;
}

const SECRET = 'Made/Up+S3cret:@Kind%';
const SITE_KEY = 'sitekey-of-the-widget';

const refusal = (code: string) => ({ status: 200, body: { success: false, 'error-codes': [code] } });

/** A vendor with the protocol of https://developers.google.com/recaptcha/docs/verify. */
export function siteVerifyScript({
  scheme,
  path,
  duplicateCode,
  ...options
}: SiteVerifyScriptOptions): VendorScript {
  const sent = options.sendsSiteKey ? SITE_KEY : undefined;
  return {
    dsn: (endpoint) =>
      `${scheme}://${encodeURIComponent(SECRET)}@default?sitekey=${SITE_KEY}&endpoint=${endpoint}`,
    secrets: [SECRET, encodeURIComponent(SECRET)],
    token: (number) => `0.${scheme}-Token_${number}.${'x'.repeat(200)}`,
    mistake: (request) =>
      mistakeOf(request, path, ['secret', 'response', ...(sent ? ['sitekey'] : [])], ['remoteip']) ??
      (formOf(request)?.sitekey === sent ? undefined : 'another sitekey'),
    isAuthenticated: (request) => formOf(request)?.secret === SECRET,
    tokenId: (request) => formOf(request)?.response ?? '',
    idOf: (token) => token,
    solved: (facts) => ({
      status: 200,
      body: {
        success: true,
        challenge_ts: new Date(facts.solvedAt).toISOString(),
        hostname: facts.hostname,
        'error-codes': [],
        ...options.reported(facts),
      },
    }),
    invalid: refusal('invalid-input-response'),
    duplicate: refusal(duplicateCode),
    unauthorized: {
      status: 200,
      body: { success: false, 'error-codes': ['invalid-input-response', 'invalid-input-secret'] },
    },
  };
}

/** https://developers.cloudflare.com/turnstile/get-started/server-side-validation/ */
export const turnstileScript = siteVerifyScript({
  scheme: 'turnstile',
  path: '/turnstile/v0/siteverify',
  duplicateCode: 'timeout-or-duplicate',
  reported: ({ action }) => ({ action, cdata: '', metadata: { interactive: false } }),
});

/** https://docs.hcaptcha.com/#verify-the-user-response-server-side */
export const hcaptchaScript = siteVerifyScript({
  scheme: 'hcaptcha',
  path: '/siteverify',
  sendsSiteKey: true,
  duplicateCode: 'already-seen-response',
  reported: ({ score }) => ({ credit: true, ...(score !== undefined && { score, score_reason: [] }) }),
});

/** https://developers.google.com/recaptcha/docs/v3#site_verify_response; without a score it is v2. */
export const recaptchaScript = siteVerifyScript({
  scheme: 'recaptcha',
  path: '/recaptcha/api/siteverify',
  duplicateCode: 'timeout-or-duplicate',
  reported: ({ action, score }) => (score === undefined ? {} : { action, score }),
});
