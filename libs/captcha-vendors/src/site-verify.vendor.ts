import { getString, type Dsn } from '@system-management/messaging/vendor';

import type { CaptchaVendorServices, WrongReason } from './captcha-vendor.js';
import { siteCredentials } from './credentials.js';
import type { CodeMeaning } from './error-codes.js';
import { TokenRequirements, type ReportedFacts } from './token-requirements.js';
import { VendorClient } from './vendor-client.js';
import type { AcceptedToken, VendorProtocol, VendorReport } from './vendor-protocol.js';

/** The codes that reCAPTCHA introduced. https://developers.google.com/recaptcha/docs/verify#error_code_reference */
const COMMON_CODES: readonly (readonly [string, CodeMeaning])[] = [
  ['missing-input-secret', 'secret'],
  ['invalid-input-secret', 'secret'],
  ['missing-input-response', 'invalid'],
  ['invalid-input-response', 'invalid'],
  ['timeout-or-duplicate', 'duplicate'],
  ['bad-request', 'request'],
];

export interface SiteVerifyApi {
  /** The vendor's own, `https://host`. */
  readonly origin: string;
  readonly path: string;
  /** The published secret that accepts the token of the vendor's test widget. @default none */
  readonly testSecret?: string;
  /** What secrets look like and site keys do not, so that exchanged ones are noticed. @default not known */
  readonly secretFormat?: RegExp;
  /** Error codes of this vendor only. @default none */
  readonly codes?: readonly (readonly [string, CodeMeaning])[];
  /** Whether the request names the site key, so that a token of another site is refused. @default false */
  readonly sendsSiteKey?: boolean;
  /** What the vendor reports besides hostname and time. */
  readonly facts: ReportedFacts;
}

/**
 * A vendor with the protocol that reCAPTCHA introduced: a form of `secret`, `response` and `remoteip`, answered by
 * `{success, challenge_ts, hostname, "error-codes"}`, and by `action` and `score` where the vendor has them.
 */
export class SiteVerifyVendor implements VendorProtocol {
  readonly siteKey: string;
  readonly origin: string;
  readonly isTest: boolean;
  readonly #secret: string;
  readonly #api: SiteVerifyApi;
  readonly #client: VendorClient;
  readonly #requirements: TokenRequirements;
  readonly #codes: ReadonlyMap<string, CodeMeaning>;

  /** @throws {DsnError} when the DSN is not `scheme://SECRET@default?sitekey=…`, or an option is invalid */
  constructor(dsn: Dsn, services: CaptchaVendorServices, api: SiteVerifyApi) {
    const { secret, siteKey } = siteCredentials(dsn, api);
    this.isTest = secret === api.testSecret;
    this.siteKey = siteKey;
    this.#secret = secret;
    this.#api = api;
    this.#client = new VendorClient(dsn, api.origin);
    this.origin = this.#client.origin;
    this.#requirements = new TokenRequirements(dsn, services, api.facts);
    this.#codes = new Map([...COMMON_CODES, ...(api.codes ?? [])]);
  }

  async ask(token: string, ip: string | undefined, signal: AbortSignal): Promise<VendorReport> {
    const form = {
      secret: this.#secret,
      response: token,
      ...(ip !== undefined && { remoteip: ip }),
      ...(this.#api.sendsSiteKey && { sitekey: this.siteKey }),
    };
    const { json, isSuccess } = await this.#client.post(this.#api.path, form, signal);
    const { success, score, challenge_ts, 'error-codes': codes } = json as Record<string, unknown>;
    if (success === false) return this.#client.refusal(Array.isArray(codes) ? codes : [], this.#codes);
    if (success !== true || !isSuccess) throw this.#client.noVerdict('no documented answer');
    return {
      isAccepted: true,
      solvedAt: this.#client.timeOf(challenge_ts),
      hostname: getString(json, 'hostname'),
      action: getString(json, 'action'),
      score: typeof score === 'number' ? score : undefined,
    };
  }

  objectionTo(token: AcceptedToken, action: string): WrongReason | undefined {
    return this.#requirements.objectionTo(token, action);
  }
}
