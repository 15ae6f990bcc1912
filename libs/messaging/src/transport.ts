import type { Dsn } from './dsn/dsn.js';
import type { Channel, Message } from './message.js';
import type { Outbox } from './outbox.js';

/** Talks to one vendor, or to several in turn, chosen by DSN. Made by `createTransport`. */
export interface Transport {
  /** The vendors' own transports inside `failover(…)` and `roundrobin(…)`; empty for a single vendor. */
  readonly members: readonly Transport[];
  /** Resolves when the vendor has taken the message. @throws {TransportError} in every other case */
  send(message: Message): Promise<void>;
  /**
   * Connects, and logs in where there is a login, without sending anything.
   * @returns how much that proved; of several vendors the least, once all of them were asked
   * @throws {TransportError} when a message would not have got out either
   */
  check(): Promise<CheckResult>;
  /** Takes no more messages, waits for those on their way, frees sockets. Any number of calls is fine. */
  close(): Promise<void>;
  /** The DSN without its secrets: fit for logs and metric labels. */
  toString(): string;
}

/**
 * What a check proved:
 * - `authenticated`: the vendor knows us.
 * - `reached`: somebody listens there, over TLS where the DSN says so. This vendor has no call that shows
 *   more, or needs no login: whether it takes our messages only a message can tell.
 * - `nothing`: there was nothing to ask.
 */
export type CheckResult = 'authenticated' | 'reached' | 'nothing';

/** What a vendor's file has to do; all that is alike for every vendor stands around it. */
export interface VendorTransport {
  /** As {@link Transport.send}. The signal aborts at the deadline: the work must heed it. */
  send(message: Message, signal: AbortSignal): Promise<void>;
  /** As {@link Transport.check}. */
  check(signal: AbortSignal): Promise<CheckResult>;
  /** Frees sockets. Called once, when nothing is on its way any more. */
  close(): Promise<void>;
  toString(): string;
}

/**
 * How a failed delivery ended:
 * - `refused`: the vendor, or our own check before it, said no. Nothing was sent.
 * - `unreachable`: it broke off before the message was handed over. Nothing was sent.
 * - `unknown`: it broke off, timed out, or was answered with what cannot be read, while or after the message
 *   was handed over. It may arrive.
 */
export type DeliveryOutcome = 'refused' | 'unreachable' | 'unknown';

/**
 * A failed delivery. The message names the transport and the vendor's status only: a vendor's own words
 * may quote the recipient or the code, so they stop here.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  constructor(
    readonly outcome: DeliveryOutcome,
    message: string,
    /** Whether the vendor was given up on because it did not answer in time. */
    readonly isTimeout = false,
    /**
     * Whether the vendor is failing, rather than disliking this one message. These open its circuit breaker;
     * refusals of one recipient do not, or strangers could switch a vendor off.
     */
    readonly isOutage = outcome !== 'refused',
  ) {
    super(message);
  }
}

/** The reason of a delivery that was given up on at its deadline. */
export const NO_ANSWER = 'no answer in time';

/** The error of a delivery that broke off; `isBegun` says whether the message was being handed over. */
export function interruptedError(name: string, reason: string, isBegun: boolean): TransportError {
  const isTimeout = reason === NO_ANSWER;
  return isBegun
    ? new TransportError('unknown', `${name} broke off, the message may have been sent: ${reason}`, isTimeout)
    : new TransportError('unreachable', `${name} could not be reached: ${reason}`, isTimeout);
}

/** What transports are given instead of reaching for it. */
export interface TransportServices {
  /** Where `outbox:` puts its messages. */
  outbox: Outbox;
  /** Longest time one delivery may take, in milliseconds; the DSN option `timeout` wins. @default 5000 */
  timeoutMs?: number | undefined;
  /** Clock, in milliseconds since 1970. @default Date.now */
  now?: (() => number) | undefined;
}

/**
 * What a class in `transports/index.ts` offers. A new vendor is one file with such a class:
 * ```ts
 * export class AcmeTransport implements VendorTransport {
 *   static readonly schemes = ['acme'] as const;
 *   static readonly channels = ['sms'] as const;
 *   static readonly exampleDsn = 'acme://KEY:SECRET@eu-1?sign=Example';
 *   static fromDsn(dsn: Dsn, services: TransportServices) {
 *     return new AcmeTransport(dsn, services);
 *   }
 *   // send, check, close, toString; secrets in #private fields, which nothing prints
 * }
 * ```
 */
export interface TransportClass {
  /** What stands before the colon of its DSNs. */
  readonly schemes: readonly string[];
  readonly channels: readonly Channel[];
  /** A complete DSN with made-up credentials, for the README and the contract suite. */
  readonly exampleDsn: string;
  /**
   * Called by `createTransport` only, which guards the result (`ManagedTransport`) and gives each delivery its
   * deadline, its place and its circuit breaker (`ResilientTransport`). Opens no connection.
   * Reads every option it knows on every call: those left unread are reported as unknown.
   * @throws {DsnError} naming the part that is missing or wrong
   */
  fromDsn(dsn: Dsn, services: TransportServices): VendorTransport;
}
