import { randomUUID } from 'node:crypto';

import { hmac, sha256 } from '../http/digests.js';
import type { Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import { SmsTemplates } from '../sms/sms-templates.js';
import type { CheckResult, TransportServices, VendorTransport } from '../transport.js';
import { getString, VendorApi } from '../http/vendor-api.js';

/**
 * Error codes about the account or the platform, never about one message:
 * https://help.aliyun.com/en/sms/developer-reference/api-error-codes
 * BUSINESS_LIMIT_CONTROL counts per number. DAY_LIMIT_CONTROL, MONTH_LIMIT_CONTROL and DENY_IP_RANGE concern numbers of
 * mainland China only; others are still served.
 */
const OUTAGES =
  /^(isp\.|Throttling|ServiceUnavailable|InternalError|InvalidAccessKeyId|SignatureDoesNotMatch|Forbidden|NoPermission|isv\.(OUT_OF_SERVICE|AMOUNT_NOT_ENOUGH|ACCOUNT_|PRODUCT_))/;

/** The credentials are valid, but permit sending only. */
const NOT_PERMITTED = /^(isp\.RAM_PERMISSION_DENY|Forbidden|NoPermission)/;

/**
 * SMS by Alibaba Cloud (SendSms of 2017-05-25): `aliyun://KEY:SECRET@region`. The region
 * `default` is mainland China. DSN options: those of {@link SmsTemplates} and {@link VendorApi}.
 * https://help.aliyun.com/en/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms
 */
export class AliyunTransport implements VendorTransport {
  static readonly schemes = ['aliyun'] as const;
  static readonly channels = ['sms'] as const;
  static readonly exampleDsn =
    'aliyun://KEY:SECRET@cn-hangzhou?sign=%E7%A4%BA%E4%BE%8B&template=SMS_1234567&strongtemplate=SMS_7654321';

  readonly carriesStrongCodes: boolean;
  readonly sendsTemplates = true;
  readonly #name: string;
  readonly #keyId: string;
  readonly #secret: string;
  readonly #templates: SmsTemplates;
  readonly #api: VendorApi;
  readonly #now: () => number;

  private constructor(dsn: Dsn, services: TransportServices) {
    const { user, password } = dsn.requiredCredentials();
    this.#name = dsn.toString();
    this.#keyId = user;
    this.#secret = password;
    this.#templates = new SmsTemplates(dsn);
    this.carriesStrongCodes = this.#templates.takeStrongCodes;
    const isMainland = dsn.host === 'default' || dsn.host.startsWith('cn-');
    this.#api = new VendorApi(dsn, `https://dysmsapi.${isMainland ? '' : `${dsn.host}.`}aliyuncs.com`);
    this.#now = services.now ?? Date.now;
  }

  static fromDsn(dsn: Dsn, services: TransportServices): AliyunTransport {
    return new AliyunTransport(dsn, services);
  }

  requiresSender(): boolean {
    return !this.#templates.hasSign;
  }

  async send(message: Message, signal: AbortSignal): Promise<void> {
    const values = this.#templates.values(message).map(({ name, value }) => [name, value]);
    const response = await this.#call('SendSms', signal, {
      // The API expects numbers outside mainland China without a plus.
      PhoneNumbers: message.to.replace(/^\+(?!86)/, ''),
      SignName: this.#templates.requiredSign(message),
      TemplateCode: this.#templates.idFor(message),
      TemplateParam: JSON.stringify(Object.fromEntries(values)),
    });
    const code = getString(response.json, 'Code');
    if (code === undefined && response.status < 300) throw this.#api.uncertainError('no verdict');
    if (code === 'OK') return;
    const remedy = this.#templates.remedyFor(message, code);
    throw this.#api.refusal(response, code, OUTAGES.test(code ?? ''), remedy);
  }

  /** Queries the template. A permission error also proves that the credentials are valid. */
  async check(signal: AbortSignal): Promise<CheckResult> {
    const TemplateCode = this.#templates.defaultId;
    const response = await this.#call('QuerySmsTemplate', signal, { TemplateCode });
    const code = getString(response.json, 'Code') ?? '';
    if (code === 'OK' || NOT_PERMITTED.test(code)) return 'authenticated';
    throw this.#api.refusal(response, code);
  }

  async close(): Promise<void> {}

  toString(): string {
    return this.#name;
  }

  #call(action: string, signal: AbortSignal, params: Record<string, string>) {
    const url = new URL(`/?${canonicalQuery(params)}`, this.#api.origin);
    const headers = {
      host: url.host,
      'x-acs-action': action,
      'x-acs-content-sha256': sha256(''),
      'x-acs-date': `${new Date(this.#now()).toISOString().slice(0, 19)}Z`,
      'x-acs-signature-nonce': randomUUID(),
      'x-acs-version': '2017-05-25',
    };
    const authorization = acs3Authorization(url, headers, this.#keyId, this.#secret);
    return this.#api.call({ url, headers: { ...headers, authorization }, signal });
  }
}

/**
 * Signature V3 of a POST without a body:
 * https://help.aliyun.com/en/sdk/product-overview/v3-request-structure-and-signature
 */
export function acs3Authorization(
  url: URL,
  headers: Record<string, string>,
  keyId: string,
  secret: string,
): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const request = ['POST', '/', url.search.slice(1), lines, names.join(';'), sha256('')].join('\n');
  const signature = hmac(secret, `ACS3-HMAC-SHA256\n${sha256(request)}`).toString('hex');
  return `ACS3-HMAC-SHA256 Credential=${keyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
}

/** The query string, sorted and percent-encoded by RFC 3986. */
function canonicalQuery(params: Record<string, string>): string {
  const query = new URLSearchParams(params);
  query.sort();
  return query.toString().replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~');
}
