/**
 * Limits of a tenant. "N per T" is a rate (GCRA): N at once, then one more every T/N; nothing resets at the end of an hour
 * or a day. Purposes share what is used; each message uses 1/N of the rate of its own purpose. An address is an IPv4
 * address or an IPv6 /64, a network an IPv4 /24 or an IPv6 /48. All numbers are whole, all times seconds; the defaults are
 * in `config/tenants.schema.json`.
 */
export interface Limits {
  /** Messages to one recipient of the tenant. Beyond them, {@link Limits.withImage} applies. */
  readonly recipient: {
    /** Seconds after a message during which the same account gets no other. 0: none. */
    readonly gap: number;
    /** Messages to one account, at the request of any network. */
    readonly perHour: number;
    /** Messages to one account, at the request of any network. */
    readonly perDay: number;
    /** Of one account's messages, those that one network may ask for. */
    readonly networkPerDay: number;
    /** Messages to one mailbox: to all its aliases together. */
    readonly mailboxPerDay: number;
  };
  /** Messages beyond a limit of {@link Limits.recipient} or of `recipientPerDay`, each for a solved image. */
  readonly withImage: {
    /** Seconds between two such messages to one account at the request of one network. 0: no gap. */
    readonly every: number;
    /** Such messages to one account at the request of one network. */
    readonly networkPerDay: number;
    /** Such messages to one account, over all tenants. */
    readonly perDay: number;
  };
  /** What one address may do. Counted over all tenants; a network may do four times as much. */
  readonly address: {
    /** Messages sent at its request. */
    readonly messagesPerHour: number;
    /** Images drawn at its request. */
    readonly imagesPerMinute: number;
    /** Images spoken at its request. */
    readonly audioPerMinute: number;
    /** Its messages that a vendor or a mail server refused to deliver. */
    readonly refusedPerHour: number;
    /** Wrong answers to images, unknown ids and tickets; not to a live code of an account. */
    readonly wrongPerHour: number;
  };
  /** The whole tenant. */
  readonly tenant: {
    /** Messages sent. One network may use a quarter; beyond the rate, a message needs a solved image, up to twice the rate. */
    readonly messagesPerDay: number;
    /** Wrong answers to sent codes. Beyond the rate, new codes are strong. */
    readonly wrongPerHour: number;
  };
  /** SMS to the tenant's numbers with the same prefix: all but the last four digits. */
  readonly prefix: {
    /** One network may use a quarter; beyond the rate, an SMS needs a solved image, up to five times the rate. */
    readonly perHour: number;
  };
  /** Wrong answers to the codes of one account of the tenant. */
  readonly account: {
    /** In any 24 hours (exact, not a rate), over all codes, purposes and types. Beyond it, new codes are strong. */
    readonly wrongPerDay: number;
  };
  /** Messages sent without an image; the next one requires a solved image. 0: every message requires one. */
  readonly stepUp: {
    /** Messages to one account of the tenant. */
    readonly perAccountHour: number;
    /** Messages at the request of one address. */
    readonly perAddressHour: number;
  };
}

/** Limits that no tenant can change. */
export interface GlobalLimits {
  /** Messages to one recipient per day, over all tenants. Beyond it, {@link Limits.withImage} applies. */
  readonly recipientPerDay: number;
}
