import type { Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import type { CheckResult, VendorTransport } from '../transport.js';
import { getString, VendorApi, type VendorResponse } from '../http/vendor-api.js';

/**
 * Error codes about the account or the sender, never about one message: inactive account (10001, 20005), credentials and
 * permissions (20003, 20006, 20403), wrong account (20404), rate limits (20429), the sender's full queue (21611), the
 * account's daily limit (63038). https://www.twilio.com/docs/api/errors
 */
const OUTAGES: ReadonlySet<number> = new Set([10001, 20003, 20005, 20006, 20403, 20404, 20429, 21611, 63038]);

/** Maximum of Twilio's parameter ValidityPeriod, in seconds: https://www.twilio.com/docs/api/errors/90007 */
const MAX_VALIDITY_PERIOD = 36_000;

/**
 * SMS by Twilio: `twilio://SID:TOKEN@default`, with an account's or an API key's credentials. DSN options: `from` (a number, a
 * sender id, or the `MG…` of a messaging service), `account` (`AC…`, with an API key), and those of
 * {@link VendorApi}. https://www.twilio.com/docs/messaging/api/message-resource#create-a-message
 */
export class TwilioTransport implements VendorTransport {
  static readonly schemes = ['twilio'] as const;
  static readonly channels = ['sms'] as const;
  static readonly exampleDsn = 'twilio://SID:TOKEN@default?from=+15005550006';

  readonly carriesStrongCodes = true;
  readonly #name: string;
  readonly #account: string;
  readonly #authorization: string;
  readonly #from: string;
  readonly #api: VendorApi;

  private constructor(dsn: Dsn) {
    const { user, password } = dsn.requiredCredentials();
    this.#name = dsn.toString();
    this.#account = `/2010-04-01/Accounts/${encodeURIComponent(dsn.option('account') ?? user)}`;
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    this.#from = dsn.requiredOption('from');
    this.#api = new VendorApi(dsn, 'https://api.twilio.com');
  }

  static fromDsn(dsn: Dsn): TwilioTransport {
    return new TwilioTransport(dsn);
  }

  async send({ to, text, metadata }: Message, signal: AbortSignal): Promise<void> {
    const sender = /^MG[0-9a-f]{32}$/.test(this.#from) ? 'MessagingServiceSid' : 'From';
    const body = new URLSearchParams({
      To: to,
      [sender]: this.#from,
      Body: text,
      // Twilio drops the message when the code has expired.
      ValidityPeriod: String(Math.min(Math.max(metadata.expire, 1), MAX_VALIDITY_PERIOD)),
    });
    const response = await this.#api.call({
      url: new URL(`${this.#account}/Messages.json`, this.#api.origin),
      headers: {
        authorization: this.#authorization,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: body.toString(),
      signal,
    });
    if (response.status >= 300) throw this.#refusal(response);
    if (getString(response.json, 'sid') === undefined) throw this.#api.uncertainError('no verdict');
  }

  /** Fetches the account. */
  async check(signal: AbortSignal): Promise<CheckResult> {
    const url = new URL(`${this.#account}.json`, this.#api.origin);
    const headers = { authorization: this.#authorization };
    const response = await this.#api.call({ method: 'GET', url, headers, signal });
    if (getString(response.json, 'sid') === undefined) throw this.#refusal(response);
    return 'authenticated';
  }

  async close(): Promise<void> {}

  toString(): string {
    return this.#name;
  }

  #refusal(response: VendorResponse) {
    const { code } = (response.json ?? {}) as { code?: unknown };
    if (typeof code !== 'number') return this.#api.refusal(response, undefined);
    return this.#api.refusal(response, String(code), OUTAGES.has(code));
  }
}
