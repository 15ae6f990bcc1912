import type { ResilientTransport } from './resilient.transport.js';
import type { Message } from '../message.js';
import { TransportError, type CheckResult } from '../transport.js';

/**
 * Which member a message tries first:
 * - `failover`: the first, always; the others are its reserve.
 * - `roundrobin`: the one after the last message's first; the others are its reserve, in turn.
 */
export const GROUP_MODES = ['failover', 'roundrobin'] as const;
export type GroupMode = (typeof GROUP_MODES)[number];

export type GroupMember = ResilientTransport | TransportGroup;

/** How often a message may have been sent before no further vendor is tried: then there is one duplicate at most. */
const MAX_UNCERTAIN = 2;

/** From weak to strong. */
const CHECKED: readonly CheckResult[] = ['nothing', 'reached', 'authenticated'];

/**
 * Several vendors that stand in for each other. The next one is tried after every failure, a timeout that
 * leaves it open whether the message was sent included: a second message with the same code does no harm,
 * none at all loses the user. After a second such failure nobody else is tried. Whoever has somebody behind it
 * gets half of the time that is left at most.
 */
export class TransportGroup {
  readonly #mode: GroupMode;
  readonly #members: readonly GroupMember[];
  readonly #now: () => number;
  #turn = 0;

  constructor(mode: GroupMode, members: readonly GroupMember[], now: () => number = Date.now) {
    this.#mode = mode;
    this.#members = members;
    this.#now = now;
  }

  /** The vendors, groups within it resolved, as written. */
  get vendors(): ResilientTransport[] {
    return this.#members.flatMap((member) => (member instanceof TransportGroup ? member.vendors : [member]));
  }

  /** The vendors as the next message shall try them. */
  nextOrder(): ResilientTransport[] {
    const first = this.#mode === 'roundrobin' ? this.#turn : 0;
    this.#turn = (this.#turn + 1) % this.#members.length;
    const members = [...this.#members.slice(first), ...this.#members.slice(0, first)];
    return members.flatMap((member) => (member instanceof TransportGroup ? member.nextOrder() : [member]));
  }

  /** @param endsAt when the code dies or the time of the message is up: nobody is tried after that */
  async send(message: Message, endsAt: number): Promise<void> {
    const failures: TransportError[] = [];
    const vendors = this.nextOrder();
    for (const vendor of vendors) {
      const maybeSent = failures.filter(({ outcome }) => outcome === 'unknown').length;
      if (maybeSent === MAX_UNCERTAIN || (failures.length > 0 && this.#now() >= endsAt)) break;
      try {
        const share = vendor === vendors.at(-1) ? endsAt : (this.#now() + endsAt) / 2;
        return await vendor.send(message, share);
      } catch (failure) {
        if (!(failure instanceof TransportError)) throw failure;
        failures.push(failure);
      }
    }
    throw this.#allOf(failures);
  }

  async check(): Promise<CheckResult> {
    const results = await Promise.allSettled(this.vendors.map((vendor) => vendor.check()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    const found = results.map((result) => (result.status === 'fulfilled' ? result.value : 'nothing'));
    return CHECKED.find((one) => found.includes(one)) ?? 'nothing';
  }

  async close(): Promise<void> {
    await Promise.all(this.vendors.map((vendor) => vendor.close()));
  }

  toString(): string {
    return `${this.#mode}(${this.#members.map((member) => member.toString()).join(' ')})`;
  }

  /**
   * It may have been sent when one vendor may have sent it; it timed out when every vendor did, and is an outage when
   * every vendor has one: one that only dislikes this message is well.
   */
  #allOf(failures: readonly TransportError[]): TransportError {
    const outcomes = failures.map(({ outcome }) => outcome);
    const outcome = (['unknown', 'refused', 'unreachable'] as const).find((one) => outcomes.includes(one));
    const isTimeout = failures.every((failure) => failure.isTimeout);
    const isOutage = failures.every((failure) => failure.isOutage);
    const text = failures.map(({ message }) => message).join('; ');
    return new TransportError(outcome ?? 'unreachable', `${this.toString()}: ${text}`, isTimeout, isOutage);
  }
}
