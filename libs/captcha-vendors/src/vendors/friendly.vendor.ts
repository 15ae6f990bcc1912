import { getString, type Dsn } from '@system-management/messaging/vendor';

import type { CaptchaVendorServices } from '../captcha-vendor.js';
import { siteCredentials } from '../credentials.js';
import type { CodeTable } from '../error-codes.js';
import { TokenRequirements } from '../token-requirements.js';
import { VendorClient } from '../vendor-client.js';
import type { AcceptedToken, VendorProtocol, VendorReport } from '../vendor-protocol.js';

/**
 * `response_…` is about the token. The others are about the API key and the site key of the DSN, except `bad_request`,
 * which an unusual token may cause as well.
 */
const CODES: CodeTable = new Map([
  ['auth_required', 'secret'],
  ['auth_invalid', 'secret'],
  ['sitekey_invalid', 'secret'],
  ['response_missing', 'invalid'],
  ['response_invalid', 'invalid'],
  ['response_timeout', 'duplicate'],
  ['response_duplicate', 'duplicate'],
  ['bad_request', 'request'],
]);

/** Site keys begin with FC. */
const SECRET = /^A1/;

/** API of each host of a DSN. https://developer.friendlycaptcha.com/docs/v2/guides/eu-endpoint */
const ORIGINS: Readonly<Record<string, string>> = {
  default: 'https://global.frcapi.com',
  eu: 'https://eu.frcapi.com',
};

/** Friendly Captcha, version 2 of its API: `friendly://APIKEY@default?sitekey=KEY`, or `@eu` for its EU endpoint. */
export class FriendlyVendor implements VendorProtocol {
  static readonly scheme = 'friendly';
  static readonly exampleDsn = 'friendly://APIKEY@default?sitekey=FCMKEY';
  static readonly documentation = 'https://developer.friendlycaptcha.com/docs/v2/api/siteverify';

  readonly siteKey: string;
  readonly origin: string;
  readonly #apiKey: string;
  readonly #client: VendorClient;
  readonly #requirements: TokenRequirements;

  private constructor(dsn: Dsn, services: CaptchaVendorServices) {
    const { secret, siteKey } = siteCredentials(dsn, { hosts: Object.keys(ORIGINS), secretFormat: SECRET });
    this.#apiKey = secret;
    this.siteKey = siteKey;
    this.#client = new VendorClient(dsn, ORIGINS[dsn.host] ?? '');
    this.origin = this.#client.origin;
    this.#requirements = new TokenRequirements(dsn, services);
  }

  static fromDsn(dsn: Dsn, services: CaptchaVendorServices): FriendlyVendor {
    return new FriendlyVendor(dsn, services);
  }

  async ask(token: string, _ip: string | undefined, signal: AbortSignal): Promise<VendorReport> {
    const form = { response: token, sitekey: this.siteKey };
    const headers = { 'x-api-key': this.#apiKey };
    const { json, isSuccess } = await this.#client.post('/api/v2/captcha/siteverify', form, signal, headers);
    const { success } = json as { success?: unknown };
    if (success === false) {
      return this.#client.refusal([getString(json, 'error', 'error_code')], CODES);
    }
    if (success !== true || !isSuccess) throw this.#client.noVerdict('no documented answer');
    const solvedAt = this.#client.timeOf(getString(json, 'data', 'challenge', 'timestamp'));
    const origin = getString(json, 'data', 'challenge', 'origin') ?? '';
    return { isAccepted: true, solvedAt, hostname: hostnameOf(origin) };
  }

  objectionTo(token: AcceptedToken, action: string) {
    return this.#requirements.objectionTo(token, action);
  }
}

/** The host name of an origin; an empty origin is unknown. */
function hostnameOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}
