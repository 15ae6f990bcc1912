import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { LoadShedder } from './load-shedder.js';

/** A shedder with a simulated clock and event loop. */
class Machine {
  private time = 0;
  private endTurn: () => void = () => undefined;
  readonly metrics = new Registry();
  readonly shedder = new LoadShedder({
    logger: pino({ level: 'silent' }),
    metrics: this.metrics,
    now: () => this.time,
    onTurnEnd: (end) => void (this.endTurn = end),
  });

  /** Runs one turn of the event loop. @returns how many requests were admitted */
  turn(requests: number, eachMs: number, refusalMs = 0): number {
    let admitted = 0;
    for (let n = 0; n < requests; n++) {
      const isAdmitted = this.shedder.tryAdmit();
      if (isAdmitted) admitted++;
      this.time += isAdmitted ? eachMs : refusalMs;
    }
    this.endTurn();
    return admitted;
  }

  advanceTime(ms: number): void {
    this.time += ms;
  }

  async refused(): Promise<number> {
    const [counter] = await this.metrics.getMetricsAsJSON();
    return Number(counter?.values[0]?.value);
  }
}

describe('LoadShedder', () => {
  it('admits 20 ms of requests per turn after a second of long turns with bursts', async () => {
    const machine = new Machine();
    for (let n = 0; n < 2; n++) expect(machine.turn(1500, 0.3)).toBe(1500);
    // This turn is overloaded after 250 ms, when the second has already passed. Then it gets a slice of 20 ms.
    expect(machine.turn(1500, 0.3)).toBe(834 + 67);
    expect(machine.turn(1500, 0.3)).toBe(67);
    expect(await machine.refused()).toBe(599 + 1433);
  });

  it('admits every request again after a second without a refusal', () => {
    const machine = new Machine();
    for (let n = 0; n < 3; n++) machine.turn(1500, 0.3);
    for (let n = 0; n < 50; n++) {
      expect(machine.turn(10, 0.3)).toBe(10);
      machine.advanceTime(20);
    }
    expect(machine.turn(1500, 0.3)).toBe(1500);
  });

  it('refuses within a turn that lasts as long as the flood', async () => {
    const machine = new Machine();
    // Admits for one second, then 20 ms of every 100 ms. A refusal takes time, too.
    expect(machine.turn(20_000, 0.3, 0.02)).toBeLessThanOrEqual(3334 + 67 * 5);
    expect(await machine.refused()).toBeGreaterThan(16_000);
    expect(machine.turn(40_000, 0.3, 0.02)).toBeGreaterThan(67 * 7);
  });

  it('forgets a burst after a pause and serves the next one like the first', async () => {
    const machine = new Machine();
    for (let n = 0; n < 5; n++) {
      expect(machine.turn(1000, 0.3)).toBe(1000);
      machine.advanceTime(600_000);
    }
    expect(await machine.refused()).toBe(0);
  });

  it('stops shedding after a second without requests, even if a burst follows', () => {
    const machine = new Machine();
    for (let n = 0; n < 3; n++) machine.turn(1500, 0.3);
    machine.advanceTime(1001);
    expect(machine.turn(1500, 0.3)).toBe(1500);
  });

  it('continues to refuse while bursts continue', () => {
    const machine = new Machine();
    for (let n = 0; n < 3; n++) machine.turn(1500, 0.3);
    for (let n = 0; n < 100; n++) {
      expect(machine.turn(1500, 0.3)).toBe(67);
      machine.advanceTime(30);
    }
  });

  it.each([
    ['bursts that are over within a second', [1500, 1500, 10, 1500, 1500, 10], 0.3],
    ['long turns without a burst, as on a stalled machine', Array<number>(20).fill(500), 20],
    ['bursts that a fast machine serves in time', Array<number>(100).fill(3000), 0.05],
  ])('refuses nothing during %s', async (_description, turns, eachMs) => {
    const machine = new Machine();
    for (const requests of turns) expect(machine.turn(requests, eachMs)).toBe(requests);
    expect(await machine.refused()).toBe(0);
  });
});
