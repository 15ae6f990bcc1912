/**
 * How often. Tenants' purposes may differ in these numbers, yet they share the counts: what is counted is named in
 * each line, and each purpose compares the count with its own number.
 */
export interface Limits {
  /** Codes sent to one account of the tenant. */
  readonly recipient: {
    /** Seconds until the same account may be sent another code. @default 60 */
    readonly gap: number;
    /** @default 5 */
    readonly perHour: number;
    /** @default 10 */
    readonly perDay: number;
  };
  /** What one IPv4 address or one IPv6 /64 may ask of the tenant. */
  readonly ip: {
    /** Codes sent. @default 30 */
    readonly messagesPerHour: number;
    /** @default 120 */
    readonly imagesPerMinute: number;
    /** Wrong answers, those to unknown ids included. @default 60 */
    readonly wrongPerHour: number;
  };
  /** All of the tenant together. */
  readonly tenant: {
    /** Codes sent. @default 10000 */
    readonly messagesPerDay: number;
    /** Wrong answers to sent codes; once they are used up, new codes are strong. @default 1000 */
    readonly wrongPerHour: number;
  };
  /** Codes sent to phone numbers that differ in their last four digits only. */
  readonly prefix: {
    /** @default 20 */
    readonly perHour: number;
  };
  /** Wrong answers to an account's codes. */
  readonly account: {
    /** In any 24 hours, over all codes, purposes and types; once they are used up, new codes are strong. @default 10 */
    readonly wrongPerDay: number;
  };
  /** How many codes are sent before an image must be solved for the next one. */
  readonly stepUp: {
    /** @default 2 */
    readonly perAccountHour: number;
    /** @default 10 */
    readonly perIpHour: number;
  };
}

/** Limits that no tenant can change. */
export interface GlobalLimits {
  /** Codes sent to one recipient in a day, over all tenants. @default 40 */
  readonly recipientPerDay: number;
}
