import { SECOND_MS } from '../time.js';
import { type ImageBudget, SimulatedClient } from './simulated-client.js';
import type { Actor, Simulation } from './simulation.js';

/** What a stranger has. */
export class Means {
  readonly addresses: number;

  /**
   * @param images that it may solve
   * @param perNetwork addresses in each network
   */
  constructor(
    readonly networks: number,
    readonly images: number,
    perNetwork = 1,
  ) {
    this.addresses = networks * perNetwork;
  }

  /** For titles and metrics. */
  toString(): string {
    return `${this.addresses} addresses in ${this.networks} networks, ${this.images} images`;
  }
}

/** One turn of an activity. */
export interface Turn extends Pick<Means, 'addresses'> {
  readonly client: SimulatedClient;
  /** Number of the address, from 0. */
  readonly index: number;
  /** Turns before, over all addresses. */
  readonly count: number;
  /** Milliseconds since the stranger began. */
  readonly elapsedMs: number;
}

/** What a stranger does again and again, from each address. @returns milliseconds until this address does it again */
export type Activity = (turn: Turn) => Promise<number>;

/** A stranger who does everything as often as the limits allow, and is faster than the victim. */
export class Stranger {
  readonly actors: readonly Actor[];
  readonly images: ImageBudget;

  /** @param ipOf an address in a network, by their numbers */
  constructor(
    simulation: Simulation,
    means: Means,
    activities: readonly Activity[],
    ipOf: (network: number, address: number) => string,
  ) {
    const { addresses, networks, images } = means;
    const start = simulation.now;
    this.images = { left: images, solved: 0 };
    const clients = Array.from(
      { length: addresses },
      (_, index) =>
        new SimulatedClient(simulation, ipOf(index % networks, Math.floor(index / networks)), this.images),
    );
    this.actors = activities.flatMap((activity) => {
      let count = 0;
      return clients.map((client, index) => {
        const actor = {
          at: start,
          act: async () => {
            const elapsedMs = simulation.now - start;
            const waitMs = await activity({ addresses, client, index, count: count++, elapsedMs });
            actor.at = simulation.now + Math.max(SECOND_MS, waitMs);
          },
        };
        return actor;
      });
    });
  }
}
