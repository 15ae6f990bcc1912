import type { CountryCode } from 'libphonenumber-js';
import type { Limits } from './limits.js';

/** Format, lifetime and attempts of the codes of one captcha type. The defaults are in `config/tenants.schema.json`. */
export interface CodePolicy {
  /** Characters in a code. */
  readonly length: number;
  readonly alphabet: 'letters' | 'digits';
  /** Seconds. */
  readonly lifetime: number;
  /** Answers per code, including the right one. */
  readonly attempts: number;
}

/** One {@link CodePolicy} for each captcha type. */
export interface CodePolicies {
  readonly image: CodePolicy;
  readonly email: CodePolicy;
  readonly phone: CodePolicy;
}

/** Policy of one purpose (`use`), merged with the policy of the tenant. */
export interface PurposePolicy extends CodePolicies {
  /** Whether a request needs a valid user token. */
  readonly requiresLogin: boolean;
  readonly limits: Limits;
}

/** Policy of a tenant. */
export interface TenantPolicy extends CodePolicies {
  /** Limits of purposes that configure none. */
  readonly limits: Limits;
  /** By name. It has no prototype: `purposes['constructor']` is `undefined` unless the file configures it. */
  readonly purposes: Readonly<Record<string, PurposePolicy>>;
}

/** Texts that replace the shipped ones. Placeholders: {code}, {minutes}, {brand} and {purpose}. */
export interface Template {
  readonly subject?: string;
  readonly text?: string;
  /** A complete document. Requires `text`. */
  readonly html?: string;
  readonly sms?: string;
}

/** An account that gets a fixed code instead of a message. */
export interface TestRecipient {
  /** A phone number in any form, an address in lower case, or `*@domain`. */
  readonly match: string;
  /** Not enumerable, so that logs and JSON do not contain it. */
  readonly code: string;
  /** The last valid day, `YYYY-MM-DD` in UTC; `''` for no end. */
  readonly until: string;
}

/** One tenant: validated, with defaults filled in, and deeply frozen. */
export interface Tenant {
  /** Unique; `[A-Za-z0-9_-]{1,64}`. */
  readonly code: string;
  /** Display name. @default the code */
  readonly name: string;
  /** Clients cannot tell a disabled tenant from an unknown one. */
  readonly enabled: boolean;
  /** BCP 47 tag of a shipped language. */
  readonly language: string;
  /** Country of phone numbers without a calling code. */
  readonly country: CountryCode;
  /** Countries that SMS are sent to. */
  readonly countries: readonly CountryCode[];
  /** Host name for the autofill line of an SMS, or `''`. */
  readonly domain: string;
  /** Name of the tenant in messages; never empty. */
  readonly brand: { readonly name: string };
  /** `''` stands for the setting of the application. `dsn` contains secrets, so it is not enumerable. */
  readonly mail: { readonly dsn: string; readonly from: string; readonly replyTo: string };
  /** `''` stands for the setting of the application. DSNs contain secrets, so they are not enumerable. */
  readonly sms: {
    readonly dsn: string;
    /** Signature for vendors that put one before the text; `''` stands for the signature in the DSN. */
    readonly sign: string;
    /** DSNs by the country of the recipient; they override `dsn`. */
    readonly routes: Readonly<Partial<Record<CountryCode, string>>>;
    /** Whether fixed lines may be sent an SMS. */
    readonly landlines: boolean;
    /**
     * `valid`: numbers of ranges that Google's metadata knows. `possible`: every number whose length the numbering plan
     * allows, for ranges newer than the metadata.
     */
    readonly numbers: 'valid' | 'possible';
  };
  /** What must be solved before some messages. */
  readonly stepUp: {
    /** Of the step-up, where the request names none. */
    readonly presentation: 'image' | 'pow';
    /** A vendor whose widget takes the place of a picture, or `''`. It contains a secret, so it is not enumerable. */
    readonly dsn: string;
  };
  /** The effort of a proof of work. */
  readonly pow: {
    /** Iterations of PBKDF2 for each derived key. The server derives one key per challenge. */
    readonly cost: number;
    /** Keys that a client derives on average; at most twice as many. */
    readonly tries: number;
  };
  /** The endpoint that redeems tickets as captcha vendors do. */
  readonly siteverify: {
    /** Identifies and authenticates a backend of the tenant. `''`: none. Not enumerable, and no other tenant has it. */
    readonly secret: string;
  };
  /** By purpose, then language; neither level has a prototype. */
  readonly templates: Readonly<Record<string, Readonly<Record<string, Template>>>>;
  readonly testRecipients: readonly TestRecipient[];
  readonly policy: TenantPolicy;
}
