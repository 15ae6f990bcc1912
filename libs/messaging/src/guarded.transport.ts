import { isOneRecipient } from './address.js';
import type { Channel, Message } from './message.js';
import { TransportError, type Transport } from './transport.js';

/**
 * What every transport must do alike, so that a vendor's file need not: refuse the wrong channel and
 * anything but one recipient, take nothing after `close`, and let `close` wait for what is on its way.
 */
export class GuardedTransport implements Transport {
  readonly #transport: Transport;
  readonly #channel: Channel;
  readonly #onTheirWay = new Set<Promise<void>>();
  #closing: Promise<void> | undefined;

  constructor(transport: Transport, channel: Channel) {
    this.#transport = transport;
    this.#channel = channel;
  }

  async send(message: Message): Promise<void> {
    if (this.#closing) throw new TransportError('unreachable', `${this.toString()} is closed`);
    if (message.channel !== this.#channel) {
      throw new TransportError('refused', `${this.toString()} was opened for ${this.#channel} only`);
    }
    if (!isOneRecipient(message.channel, message.to)) {
      throw new TransportError('refused', `${this.toString()} takes exactly one bare recipient`);
    }
    const delivery = this.#transport.send(message);
    this.#onTheirWay.add(delivery);
    try {
      await delivery;
    } finally {
      this.#onTheirWay.delete(delivery);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  toString(): string {
    return this.#transport.toString();
  }

  async #finish(): Promise<void> {
    await Promise.allSettled(this.#onTheirWay);
    await this.#transport.close();
  }
}
