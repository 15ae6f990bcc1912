import type { GroupMode } from '../dsn/parse-dsns.js';
import type { ResilientTransport } from './resilient.transport.js';
import type { Message } from '../message.js';
import { TransportError, type CheckResult } from '../transport.js';

export type GroupMember = ResilientTransport | TransportGroup;

/** Stop after this many `unknown` outcomes, so that the user gets one duplicate at most. */
const MAX_UNCERTAIN = 2;

/** From weakest to strongest. */
const CHECK_RESULTS: readonly CheckResult[] = ['nothing', 'reached', 'authenticated'];

/**
 * Several vendors that replace each other. Every failure, including an `unknown` outcome, moves on to the next
 * vendor: a duplicate with the same code is harmless, a missing message locks the user out. After the second `unknown`
 * outcome no further vendor is tried. Each vendor but the last gets at most half of the remaining time.
 */
export class TransportGroup {
  readonly #mode: GroupMode;
  readonly #members: readonly GroupMember[];
  readonly #now: () => number;
  #offset = 0;

  constructor(mode: GroupMode, members: readonly GroupMember[], now: () => number = Date.now) {
    this.#mode = mode;
    this.#members = members;
    this.#now = now;
  }

  /** All vendors as written, nested groups flattened. */
  get vendors(): ResilientTransport[] {
    return this.#members.flatMap((member) => (member instanceof TransportGroup ? member.vendors : [member]));
  }

  /** A message may be sent by any vendor. */
  get carriesStrongCodes(): boolean {
    return this.#members.every((member) => member.carriesStrongCodes);
  }

  get sendsTemplates(): boolean {
    return this.#members.every((member) => member.sendsTemplates);
  }

  /** A message may be sent by any vendor. */
  requiresSender(country?: string): boolean {
    return this.#members.some((member) => member.requiresSender(country));
  }

  /** The vendors in the order for the next message. Advances `roundrobin`. */
  nextOrder(): ResilientTransport[] {
    const first = this.#mode === 'roundrobin' ? this.#offset : 0;
    this.#offset = (this.#offset + 1) % this.#members.length;
    const members = [...this.#members.slice(first), ...this.#members.slice(0, first)];
    return members.flatMap((member) => (member instanceof TransportGroup ? member.nextOrder() : [member]));
  }

  /** @param deadline when the code expires or the message's time ends, in milliseconds; no vendor is tried after it */
  async send(message: Message, deadline: number): Promise<void> {
    const failures: TransportError[] = [];
    const vendors = this.nextOrder();
    for (const vendor of vendors) {
      const uncertain = failures.filter(({ outcome }) => outcome === 'unknown').length;
      if (uncertain === MAX_UNCERTAIN || (failures.length > 0 && this.#now() >= deadline)) break;
      try {
        const vendorDeadline = vendor === vendors.at(-1) ? deadline : (this.#now() + deadline) / 2;
        return await vendor.send(message, vendorDeadline);
      } catch (failure) {
        if (!(failure instanceof TransportError)) throw failure;
        failures.push(failure);
      }
    }
    throw this.#combine(failures);
  }

  async check(): Promise<CheckResult> {
    const results = await Promise.allSettled(this.vendors.map((vendor) => vendor.check()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    const values = results.map((result) => (result.status === 'fulfilled' ? result.value : 'nothing'));
    return CHECK_RESULTS.find((result) => values.includes(result)) ?? 'nothing';
  }

  async close(): Promise<void> {
    await Promise.all(this.vendors.map((vendor) => vendor.close()));
  }

  toString(): string {
    return `${this.#mode}(${this.#members.map((member) => member.toString()).join(' ')})`;
  }

  /**
   * `unknown` when one vendor may have sent the message. Else a refusal of this message when one vendor refused it, even
   * if all others had outages: nothing was sent, and to probe for recipients costs the same while a vendor is down.
   * A timeout only when every vendor had one. `refused` without a refusal of this message (credentials) is an outage.
   */
  #combine(failures: readonly TransportError[]): TransportError {
    const outcomes = failures.map(({ outcome }) => outcome);
    const outcome = (['unknown', 'refused', 'unreachable'] as const).find((one) => outcomes.includes(one));
    const isTimeout = failures.every((failure) => failure.isTimeout);
    const isOutage =
      outcome === 'refused'
        ? !failures.some((failure) => failure.isMessageRefusal)
        : failures.every((failure) => failure.isOutage);
    const text = failures.map(({ message }) => message).join('; ');
    return new TransportError(outcome ?? 'unreachable', `${this.toString()}: ${text}`, isTimeout, isOutage);
  }
}
