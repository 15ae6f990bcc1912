/**
 * Rate limits of a tenant. All purposes share the counters; each purpose compares a counter with its own limit.
 * The defaults are in `config/tenants.schema.json`.
 */
export interface Limits {
  /** Codes sent to one account of the tenant. */
  readonly recipient: {
    /** Seconds between two codes to the same account. */
    readonly gap: number;
    readonly perHour: number;
    readonly perDay: number;
  };
  /** Requests of one IPv4 address or one IPv6 /64 to the tenant. */
  readonly ip: {
    /** Codes sent. */
    readonly messagesPerHour: number;
    readonly imagesPerMinute: number;
    /** Wrong answers, including those to unknown ids. */
    readonly wrongPerHour: number;
  };
  /** The whole tenant. */
  readonly tenant: {
    /** Codes sent. */
    readonly messagesPerDay: number;
    /** Wrong answers to sent codes. Above the limit, new codes are strong. */
    readonly wrongPerHour: number;
  };
  /** Codes sent to phone numbers with the same prefix: all but the last four digits. */
  readonly prefix: {
    readonly perHour: number;
  };
  /** Wrong answers to an account's codes. */
  readonly account: {
    /** Per 24 hours, over all codes, purposes and types. Above the limit, new codes are strong. */
    readonly wrongPerDay: number;
  };
  /** Codes sent before the next one requires a solved image. */
  readonly stepUp: {
    readonly perAccountHour: number;
    readonly perIpHour: number;
  };
}

/** Limits that no tenant can change. */
export interface GlobalLimits {
  /** Codes sent to one recipient per day, over all tenants. */
  readonly recipientPerDay: number;
}
