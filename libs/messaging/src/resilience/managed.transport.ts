import { isOneRecipient } from '../address.js';
import { LONGEST_DELIVERY_MS } from './deadline.js';
import type { Channel, Message } from '../message.js';
import { TransportGroup, type GroupMember } from './transport-group.js';
import { TransportError, type CheckResult, type Transport } from '../transport.js';

/**
 * The outer layer of every transport. Rejects a wrong channel and anything but one recipient, computes the message's
 * deadline (expiry of the code, at most {@link LONGEST_DELIVERY_MS}), rejects messages after `close`, and makes
 * `close` wait for deliveries in flight.
 */
export class ManagedTransport implements Transport {
  readonly members: readonly Transport[];
  readonly #inner: GroupMember;
  readonly #channel: Channel;
  readonly #now: () => number;
  readonly #inFlight = new Set<Promise<void>>();
  #closing: Promise<void> | undefined;

  constructor(inner: GroupMember, channel: Channel, now: () => number = Date.now) {
    const vendors = inner instanceof TransportGroup ? inner.vendors : [];
    this.members = vendors.map((vendor) => new ManagedTransport(vendor, channel, now));
    this.#inner = inner;
    this.#channel = channel;
    this.#now = now;
  }

  get carriesStrongCodes(): boolean {
    return this.#inner.carriesStrongCodes;
  }

  get sendsTemplates(): boolean {
    return this.#inner.sendsTemplates;
  }

  get clientName(): string | undefined {
    return this.#inner instanceof TransportGroup ? undefined : this.#inner.clientName;
  }

  requiresSender(country?: string): boolean {
    return this.#inner.requiresSender(country);
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
    this.#inFlight.add(delivery);
    try {
      await delivery;
    } finally {
      this.#inFlight.delete(delivery);
    }
  }

  check(): Promise<CheckResult> {
    return this.#inner.check();
  }

  close(): Promise<void> {
    this.#closing ??= this.#drainAndClose();
    return this.#closing;
  }

  toString(): string {
    return this.#inner.toString();
  }

  async #drainAndClose(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    await this.#inner.close();
  }
}
