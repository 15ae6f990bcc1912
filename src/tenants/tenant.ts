import type { CountryCode } from 'libphonenumber-js';
import type { Limits } from './limits.js';

/** How codes of one captcha type are made, and how long they last. */
export interface CodePolicy {
  /** Characters in a code. @default 6 */
  readonly length: number;
  /** @default 'letters' for images, 'digits' for codes that are sent */
  readonly alphabet: 'letters' | 'digits';
  /** Seconds that a code lives. @default 180 */
  readonly lifetime: number;
  /** Answers that one code may be given, the right one included. @default 1 for images, 5 for codes that are sent */
  readonly attempts: number;
}

/** One {@link CodePolicy} for each captcha type. */
export interface CodePolicies {
  readonly image: CodePolicy;
  readonly email: CodePolicy;
  readonly phone: CodePolicy;
}

/** What holds for one purpose (`use`): complete, nothing is left to merge. */
export interface PurposePolicy extends CodePolicies {
  /** Whether only a caller with a valid user token may ask. @default false; true for changePwd and bindAccount */
  readonly requiresLogin: boolean;
  readonly limits: Limits;
}

/** A tenant's numbers. */
export interface TenantPolicy extends CodePolicies {
  /** Where a purpose has no numbers of its own. */
  readonly limits: Limits;
  /** By name. It has no prototype: `purposes['constructor']` is `undefined` unless somebody configured it. */
  readonly purposes: Readonly<Record<string, PurposePolicy>>;
}

/** Texts that replace the shipped ones, with the placeholders {code}, {minutes}, {brand} and {purpose}. */
export interface Template {
  readonly subject?: string;
  readonly text?: string;
  /** A whole document; never without a text. */
  readonly html?: string;
  readonly sms?: string;
}

/** An account that gets a fixed code instead of a message. */
export interface TestRecipient {
  /** A number in E.164, an address in lower case, or `*@domain`. */
  readonly match: string;
  /** Left out when a tenant is printed. */
  readonly code: string;
  /** The last day on which it counts, `YYYY-MM-DD` in UTC; `''` where it never ends. */
  readonly until: string;
}

/** One tenant as the application sees it: checked, complete, and frozen to the last leaf. */
export interface Tenant {
  /** Unique; `[A-Za-z0-9_-]{1,64}`. */
  readonly code: string;
  /** For people; the code when the file names none. */
  readonly name: string;
  /** A disabled tenant must be answered like an unknown one. */
  readonly enabled: boolean;
  /** BCP 47 tag of a shipped language. */
  readonly language: string;
  /** The country of phone numbers without a calling code. */
  readonly country: CountryCode;
  /** SMS go to these countries only. */
  readonly countries: readonly CountryCode[];
  /** Host name for the autofill line of an SMS, or `''`. */
  readonly domain: string;
  /** What messages call the tenant; never empty. */
  readonly brand: { readonly name: string };
  /** `''` where the application's own setting counts. `dsn` holds secrets: it is left out when a tenant is printed. */
  readonly mail: { readonly dsn: string; readonly from: string };
  /** `''` where the application's own setting counts. DSNs hold secrets: they are left out when a tenant is printed. */
  readonly sms: {
    readonly dsn: string;
    /** Signature for vendors that put one before the text; `''` where the DSN's counts. */
    readonly sign: string;
    /** DSNs by the recipient's country, which win over `dsn`. */
    readonly routes: Readonly<Partial<Record<CountryCode, string>>>;
  };
  /** By purpose and language; neither level has a prototype. */
  readonly templates: Readonly<Record<string, Readonly<Record<string, Template>>>>;
  readonly testRecipients: readonly TestRecipient[];
  readonly policy: TenantPolicy;
}
