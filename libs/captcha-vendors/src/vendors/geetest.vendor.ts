import { getString, hmac, type Dsn } from '@system-management/messaging/vendor';

import type { CaptchaVendorServices } from '../captcha-vendor.js';
import { requiredSiteKey, requireHost } from '../credentials.js';
import { TokenRequirements } from '../token-requirements.js';
import { VendorClient } from '../vendor-client.js';
import type { AcceptedToken, VendorProtocol, VendorReport } from '../vendor-protocol.js';

/** Format of the values that GeeTest's widget returns. */
const VALUES = {
  lot_number: /^[0-9a-f]{32}$/,
  captcha_output: /^[\w+/=-]{1,4096}$/,
  pass_token: /^[\w+/=-]{1,512}$/,
  gen_time: /^\d{1,10}$/,
};
type Values = Record<keyof typeof VALUES, string>;

/**
 * GeeTest v4: `geetest://CAPTCHA_ID:KEY@default`. A token is the base64url of the JSON of the four values that the widget
 * returns: `lot_number`, `captcha_output`, `pass_token`, `gen_time` (seconds since 1970). No action, no address.
 */
export class GeetestVendor implements VendorProtocol {
  static readonly scheme = 'geetest';
  static readonly exampleDsn = 'geetest://CAPTCHA_ID:KEY@default';
  static readonly documentation = 'https://docs.geetest.com/BehaviorVerification/deploy/server';

  /** An unknown token is refused whether the key is right or not. */
  readonly checkResult = 'reached';
  readonly invalidToken = encode({
    lot_number: '0'.repeat(32),
    captcha_output: 'invalid',
    pass_token: '0'.repeat(64),
    gen_time: '1',
  });
  readonly siteKey: string;
  readonly origin: string;
  readonly #key: string;
  readonly #client: VendorClient;
  readonly #requirements: TokenRequirements;

  private constructor(dsn: Dsn, services: CaptchaVendorServices) {
    requireHost(dsn);
    const { user, password } = dsn.requiredCredentials();
    this.siteKey = requiredSiteKey(dsn, user, 'the user');
    this.#key = password;
    this.#client = new VendorClient(dsn, 'https://gcaptcha4.geetest.com');
    this.origin = this.#client.origin;
    this.#requirements = new TokenRequirements(dsn, services);
  }

  static fromDsn(dsn: Dsn, services: CaptchaVendorServices): GeetestVendor {
    return new GeetestVendor(dsn, services);
  }

  isToken(token: string): boolean {
    return decode(token) !== undefined;
  }

  /** Its JSON can be spelt in many ways; the vendor knows a token by this number. */
  idOf(token: string): string {
    return decode(token)?.lot_number ?? token;
  }

  async ask(token: string, _ip: string | undefined, signal: AbortSignal): Promise<VendorReport> {
    const values = decode(token);
    if (!values) return { isAccepted: false, reason: 'invalid', code: undefined };
    const form = { ...values, sign_token: hmac(this.#key, values.lot_number).toString('hex') };
    const { json, isSuccess } = await this.#client.post(`/validate?captcha_id=${this.siteKey}`, form, signal);
    if (getString(json, 'status') === 'error') return this.#error(json);
    const result = getString(json, 'result');
    if (result === 'fail') return this.#failure(getString(json, 'reason') ?? '');
    const isVerdict = getString(json, 'status') === 'success' && result === 'success';
    if (!isVerdict || !isSuccess) throw this.#client.noVerdict('no documented answer');
    const hostname = hostnameOf(getString(json, 'captcha_args', 'referer') ?? '');
    return { isAccepted: true, solvedAt: Number(values.gen_time) * 1000, hostname };
  }

  objectionTo(token: AcceptedToken, action: string) {
    return this.#requirements.objectionTo(token, action);
  }

  /** Values of the token may cause errors, so that only those about the id and the signature are about the DSN. */
  #error(json: unknown): VendorReport {
    const code = /^-?\w{1,32}$/.exec(getString(json, 'code') ?? '')?.[0];
    if (/captcha_id|sign_token/.test(getString(json, 'msg') ?? ''))
      throw this.#client.secretRefused(code ?? '');
    return { isAccepted: false, reason: 'request', code };
  }

  #failure(reason: string): VendorReport {
    if (reason.includes('sign_token')) throw this.#client.secretRefused('sign_token');
    const isDuplicate = /expire|used|repeat/.test(reason);
    return { isAccepted: false, reason: isDuplicate ? 'duplicate' : 'invalid', code: undefined };
  }
}

function encode(values: Values): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @returns undefined when the token is not the four values in their format */
function decode(token: string): Values | undefined {
  try {
    const json = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown;
    const values = Object.keys(VALUES).map((name) => [name, getString(json, name) ?? ''] as const);
    const isValid = values.every(([name, value]) => VALUES[name as keyof Values].test(value));
    return isValid ? (Object.fromEntries(values) as Values) : undefined;
  } catch {
    return undefined;
  }
}

/** The host name of a page's URL; `''` when unknown. */
function hostnameOf(referer: string): string {
  return URL.canParse(referer) ? new URL(referer).hostname : '';
}
