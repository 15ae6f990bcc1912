/**
 * Rate limits of a tenant. All purposes share the counters; each purpose compares a counter with its own limit.
 */
export interface Limits {
  /** Codes sent to one account of the tenant. */
  readonly recipient: {
    /** Seconds between two codes to the same account. @default 60 */
    readonly gap: number;
    /** @default 5 */
    readonly perHour: number;
    /** @default 10 */
    readonly perDay: number;
  };
  /** Requests of one IPv4 address or one IPv6 /64 to the tenant. */
  readonly ip: {
    /** Codes sent. @default 30 */
    readonly messagesPerHour: number;
    /** @default 120 */
    readonly imagesPerMinute: number;
    /** Wrong answers, including those to unknown ids. @default 60 */
    readonly wrongPerHour: number;
  };
  /** The whole tenant. */
  readonly tenant: {
    /** Codes sent. @default 10000 */
    readonly messagesPerDay: number;
    /** Wrong answers to sent codes. Above the limit, new codes are strong. @default 1000 */
    readonly wrongPerHour: number;
  };
  /** Codes sent to phone numbers with the same prefix: all but the last four digits. */
  readonly prefix: {
    /** @default 20 */
    readonly perHour: number;
  };
  /** Wrong answers to an account's codes. */
  readonly account: {
    /** Per 24 hours, over all codes, purposes and types. Above the limit, new codes are strong. @default 10 */
    readonly wrongPerDay: number;
  };
  /** Codes sent before the next one requires a solved image. */
  readonly stepUp: {
    /** @default 2 */
    readonly perAccountHour: number;
    /** @default 10 */
    readonly perIpHour: number;
  };
}

/** Limits that no tenant can change. */
export interface GlobalLimits {
  /** Codes sent to one recipient per day, over all tenants. @default 40 */
  readonly recipientPerDay: number;
}
