import { hmac, sha256 } from '../http/digests.js';
import type { Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import { SmsTemplates } from '../sms/sms-templates.js';
import type { CheckResult, TransportServices, VendorTransport } from '../transport.js';
import { getString, VendorApi } from '../http/vendor-api.js';

/**
 * Error codes about the account or the platform, never about one message:
 * https://cloud.tencent.com/document/api/382/59177 and https://cloud.tencent.com/document/api/382/52075
 * Of LimitExceeded, only AppDailyLimit concerns every number: PhoneNumber… and DeliveryFrequencyLimit count per number,
 * DailyLimit and the others per country or for all numbers outside mainland China. Of InternalError, JsonParseFail is
 * about the parameters, and OtherError may be about the number.
 */
const OUTAGES =
  /^(AuthFailure|InternalError(?!\.(JsonParseFail|OtherError))|RequestLimitExceeded|ServiceUnavailable|IpInBlacklist|IpNotInWhitelist|UnauthorizedOperation|FailedOperation\.InsufficientBalance|LimitExceeded\.AppDailyLimit|InvalidParameterValue\.SdkAppId)/;

/** The credentials are valid, but permit sending only. */
const NOT_PERMITTED = /^(AuthFailure\.UnauthorizedOperation|UnauthorizedOperation)/;

const CONTENT_TYPE = 'application/json; charset=utf-8';

/**
 * SMS by Tencent Cloud (SendSms of 2021-01-11): `tencent://ID:KEY@region`. The region `default` is
 * `ap-guangzhou`. DSN options: `app` (SdkAppId), and those of {@link SmsTemplates} and {@link VendorApi}.
 * https://cloud.tencent.com/document/api/382/55981
 */
export class TencentTransport implements VendorTransport {
  static readonly schemes = ['tencent'] as const;
  static readonly channels = ['sms'] as const;
  static readonly exampleDsn =
    'tencent://ID:KEY@ap-guangzhou?app=1400006666&sign=%E7%A4%BA%E4%BE%8B&template=1110&strongtemplate=1120&params=code,minutes';

  readonly carriesStrongCodes: boolean;
  readonly sendsTemplates = true;
  readonly #name: string;
  readonly #region: string;
  readonly #secretId: string;
  readonly #secretKey: string;
  readonly #app: string;
  readonly #templates: SmsTemplates;
  readonly #api: VendorApi;
  readonly #now: () => number;

  private constructor(dsn: Dsn, services: TransportServices) {
    const { user, password } = dsn.requiredCredentials();
    this.#name = dsn.toString();
    this.#region = dsn.host === 'default' ? 'ap-guangzhou' : dsn.host;
    this.#secretId = user;
    this.#secretKey = password;
    this.#app = dsn.requiredOption('app');
    this.#templates = new SmsTemplates(dsn);
    this.carriesStrongCodes = this.#templates.takeStrongCodes;
    this.#api = new VendorApi(dsn, 'https://sms.tencentcloudapi.com');
    this.#now = services.now ?? Date.now;
  }

  static fromDsn(dsn: Dsn, services: TransportServices): TencentTransport {
    return new TencentTransport(dsn, services);
  }

  /** Other countries get the platform's own sender (https://cloud.tencent.com/document/api/382/55981). */
  requiresSender(country?: string): boolean {
    return country === 'CN' && !this.#templates.hasSign;
  }

  async send(message: Message, signal: AbortSignal): Promise<void> {
    const response = await this.#call('SendSms', signal, {
      PhoneNumberSet: [message.to],
      SmsSdkAppId: this.#app,
      TemplateId: this.#templates.idFor(message),
      // Required for mainland China numbers only.
      SignName: this.#templates.sign(message),
      TemplateParamSet: this.#templates.values(message).map(({ value }) => value),
    });
    const code =
      getString(response.json, 'Response', 'Error', 'Code') ??
      getString(response.json, 'Response', 'SendStatusSet', 0, 'Code');
    if (code === undefined && response.status < 300) throw this.#api.uncertainError('no verdict');
    if (code === 'InternalError.Timeout') throw this.#api.uncertainError(code, true);
    if (code === 'Ok') return;
    const remedy = this.#templates.remedyFor(message, code);
    throw this.#api.refusal(response, code, OUTAGES.test(code ?? ''), remedy);
  }

  /** Lists one template. A permission error also proves that the credentials are valid. */
  async check(signal: AbortSignal): Promise<CheckResult> {
    const response = await this.#call('DescribeSmsTemplateList', signal, { International: 0, Limit: 1 });
    const code = getString(response.json, 'Response', 'Error', 'Code');
    const isComplete = getString(response.json, 'Response', 'RequestId') !== undefined;
    if (NOT_PERMITTED.test(code ?? '') || (code === undefined && isComplete)) return 'authenticated';
    throw this.#api.refusal(response, code);
  }

  async close(): Promise<void> {}

  toString(): string {
    return this.#name;
  }

  #call(action: string, signal: AbortSignal, params: object) {
    const url = this.#api.origin;
    const seconds = Math.floor(this.#now() / 1000);
    const call = { service: 'sms', host: url.host, action, seconds, body: JSON.stringify(params) };
    const headers = {
      authorization: tc3Authorization(call, this.#secretId, this.#secretKey),
      'content-type': CONTENT_TYPE,
      'x-tc-action': action,
      'x-tc-region': this.#region,
      'x-tc-timestamp': String(seconds),
      'x-tc-version': '2021-01-11',
    };
    return this.#api.call({ url, headers, body: call.body, signal });
  }
}

/** Signature v3 (TC3-HMAC-SHA256) of a POST: https://cloud.tencent.com/document/api/213/30654 */
export function tc3Authorization(
  call: { service: string; host: string; action: string; seconds: number; body: string },
  secretId: string,
  secretKey: string,
): string {
  const { service, host, action, seconds, body } = call;
  const date = new Date(seconds * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const signed = 'content-type;host;x-tc-action';
  const lines = `content-type:${CONTENT_TYPE}\nhost:${host}\nx-tc-action:${action.toLowerCase()}\n`;
  const request = ['POST', '/', '', lines, signed, sha256(body)].join('\n');
  const key = [date, service, 'tc3_request'].reduce<string | Buffer>(hmac, `TC3${secretKey}`);
  const signature = hmac(key, `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(request)}`).toString('hex');
  return `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}
