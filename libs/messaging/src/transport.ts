import type { Dsn } from './dsn/dsn.js';
import type { Channel, Message } from './message.js';
import type { Outbox } from './outbox.js';

/** Delivers messages through one vendor or a group of vendors. Created from a DSN by `createTransport`. */
export interface Transport {
  /** One transport per vendor of `failover(…)` and `roundrobin(…)`; empty for a single vendor. */
  readonly members: readonly Transport[];
  /** As {@link VendorTransport.carriesStrongCodes}; for a group, whether every vendor does. */
  readonly carriesStrongCodes: boolean;
  /** As {@link VendorTransport.sendsTemplates}; for a group, whether every vendor does. */
  readonly sendsTemplates: boolean;
  /** As {@link VendorTransport.clientName}; for a group, undefined. */
  readonly clientName?: string | undefined;
  /** As {@link VendorTransport.requiresSender}; for a group, whether one vendor does. */
  requiresSender(country?: string): boolean;
  /** Resolves when a vendor has accepted the message. @throws {TransportError} in every other case */
  send(message: Message): Promise<void>;
  /**
   * Connects, and authenticates where the protocol has a login. Sends no message.
   * @returns what the check proved; for a group, the weakest result of its vendors
   * @throws {TransportError} when a delivery would fail as well; for a group, when one vendor fails
   */
  check(): Promise<CheckResult>;
  /** Rejects new messages, waits for deliveries in flight, then closes connections. Idempotent. */
  close(): Promise<void>;
  /** The DSN without its secrets, for logs and metric labels. */
  toString(): string;
}

/**
 * What a check proved:
 * - `authenticated`: the vendor accepted the credentials.
 * - `reached`: a server accepted the connection, with TLS if the DSN requires it. The vendor needs no login or
 *   has no call that verifies credentials without sending a message.
 * - `nothing`: the transport has no remote side.
 */
export type CheckResult = 'authenticated' | 'reached' | 'nothing';

/** What a vendor implements. Everything common to all vendors is in `ManagedTransport` and `ResilientTransport`. */
export interface VendorTransport {
  /**
   * Whether it delivers strong codes, which are ten letters and digits. Accounts under attack get them, and they get no
   * code from a vendor whose template takes six digits only.
   */
  readonly carriesStrongCodes: boolean;
  /**
   * Whether it sends a text that was approved at the vendor, with the code filled in, instead of the message's own. The
   * length of such a text is not known here.
   * @default false
   */
  readonly sendsTemplates?: boolean;
  /** The name that it gives to the server, if the protocol has one (EHLO of SMTP), for diagnosis. */
  readonly clientName?: string | undefined;
  /**
   * Whether it refuses a message without a sender (`from` of a mail, `sign` of an SMS), because its DSN has none.
   * @param country ISO 3166 code of an SMS's recipient
   * @default false
   */
  requiresSender?(country?: string): boolean;
  /** As {@link Transport.send}. Must stop when the signal aborts, at the deadline. */
  send(message: Message, signal: AbortSignal): Promise<void>;
  /** As {@link Transport.check}. */
  check(signal: AbortSignal): Promise<CheckResult>;
  /** Closes connections. Called once, when no delivery is in flight. */
  close(): Promise<void>;
  toString(): string;
}

/**
 * How a failed delivery ended:
 * - `refused`: the vendor, or a check before the request, rejected the message. Nothing was sent.
 * - `unreachable`: the delivery failed before the message was transmitted. Nothing was sent.
 * - `unknown`: the connection failed, the deadline passed, or the response was unreadable after transmission
 *   had begun. The message may arrive.
 */
export type DeliveryOutcome = 'refused' | 'unreachable' | 'unknown';

/**
 * A failed delivery. The error message contains the transport's name and the vendor's status code only:
 * a vendor's error text may quote the recipient or the code.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  constructor(
    readonly outcome: DeliveryOutcome,
    message: string,
    /** Whether the delivery failed because its deadline passed. */
    readonly isTimeout = false,
    /**
     * Whether the vendor is failing, as opposed to rejecting this one message. Outages open the circuit breaker.
     * A rejection that can be about one message does not count: otherwise any client could open the circuit.
     */
    readonly isOutage = outcome !== 'refused',
  ) {
    super(message);
  }

  /**
   * Whether a working vendor rejected this one message: its recipient, sender or text. Nothing was sent, and another
   * message may be accepted. Of a group: at least one vendor rejected it, and none may have sent it.
   */
  get isMessageRefusal(): boolean {
    return this.outcome === 'refused' && !this.isOutage;
  }
}

/** The reason when a delivery's deadline passed. */
export const NO_ANSWER = 'no answer in time';

/** The error of an interrupted delivery. @param isBegun whether transmission of the message had begun */
export function interruptedError(name: string, reason: string, isBegun: boolean): TransportError {
  const isTimeout = reason === NO_ANSWER;
  return isBegun
    ? new TransportError('unknown', `${name} broke off, the message may have been sent: ${reason}`, isTimeout)
    : new TransportError('unreachable', `${name} could not be reached: ${reason}`, isTimeout);
}

/** Dependencies injected into transports. */
export interface TransportServices {
  /** Where `outbox:` stores its messages. */
  outbox: Outbox;
  /** Deadline of one delivery, in milliseconds; the DSN option `timeout` overrides it. @default 5000 */
  timeoutMs?: number | undefined;
  /** Clock, in milliseconds since 1970. @default Date.now */
  now?: (() => number) | undefined;
  /**
   * Called with every secret of a DSN that the operator draws, such as a webhook's, and with the name of its transport,
   * so that an application can refuse a weak one. Keys that a vendor issues are not passed. @default accepts every secret
   */
  reviewSecret?: ((secret: Buffer, transport: string) => void) | undefined;
}

/**
 * The static members of a class in `transports/index.ts`. A new vendor is one file with such a class:
 * ```ts
 * export class AcmeTransport implements VendorTransport {
 *   static readonly schemes = ['acme'] as const;
 *   static readonly channels = ['sms'] as const;
 *   static readonly exampleDsn = 'acme://KEY:SECRET@eu-1?sign=Example';
 *   static fromDsn(dsn: Dsn, services: TransportServices) {
 *     return new AcmeTransport(dsn, services);
 *   }
 *   readonly carriesStrongCodes = true;
 *   // send, check, close, toString; secrets in #private fields, which util.inspect and JSON.stringify omit
 * }
 * ```
 */
export interface TransportClass {
  /** Schemes of its DSNs, without the colon. */
  readonly schemes: readonly string[];
  readonly channels: readonly Channel[];
  /** A complete DSN with made-up credentials, for the README and the contract suite. */
  readonly exampleDsn: string;
  /**
   * Called by `createTransport` only, which wraps the result in a `ResilientTransport` (deadline, bulkhead, circuit
   * breaker) and a `ManagedTransport` (validation, graceful close). Must not open a connection.
   * Must read every supported option on every call: unread options are reported as unknown.
   * @throws {DsnError} naming the missing or invalid part
   */
  fromDsn(dsn: Dsn, services: TransportServices): VendorTransport;
}
