import { isOneRecipient } from '../address.js';
import { LONGEST_DELIVERY_MS } from './deadline.js';
import type { Channel, Message } from '../message.js';
import { TransportGroup, type GroupMember } from './transport-group.js';
import { TransportError, type CheckResult, type Transport } from '../transport.js';

/**
 * What every transport must do alike, so that a vendor's file need not: refuse the wrong channel and
 * anything but one recipient, note when nobody is to be tried any more (the code is dead, or the caller has waited
 * for {@link LONGEST_DELIVERY_MS}), take nothing after `close`, and let `close` wait for
 * what is on its way.
 */
export class ManagedTransport implements Transport {
  readonly members: readonly Transport[];
  readonly #inner: GroupMember;
  readonly #channel: Channel;
  readonly #now: () => number;
  readonly #onTheirWay = new Set<Promise<void>>();
  #closing: Promise<void> | undefined;

  constructor(inner: GroupMember, channel: Channel, now: () => number = Date.now) {
    const vendors = inner instanceof TransportGroup ? inner.vendors : [];
    this.members = vendors.map((vendor) => new ManagedTransport(vendor, channel, now));
    this.#inner = inner;
    this.#channel = channel;
    this.#now = now;
  }

  async send(message: Message): Promise<void> {
    if (this.#closing) throw new TransportError('unreachable', `${this.toString()} is closed`);
    if (message.channel !== this.#channel) {
      throw new TransportError('refused', `${this.toString()} was opened for ${this.#channel} only`);
    }
    if (!isOneRecipient(message.channel, message.to)) {
      throw new TransportError('refused', `${this.toString()} takes exactly one bare recipient`);
    }
    const ms = Math.min(message.metadata.expire * 1000, LONGEST_DELIVERY_MS);
    const delivery = this.#inner.send(message, this.#now() + ms);
    this.#onTheirWay.add(delivery);
    try {
      await delivery;
    } finally {
      this.#onTheirWay.delete(delivery);
    }
  }

  check(): Promise<CheckResult> {
    return this.#inner.check();
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  toString(): string {
    return this.#inner.toString();
  }

  async #finish(): Promise<void> {
    await Promise.allSettled(this.#onTheirWay);
    await this.#inner.close();
  }
}
