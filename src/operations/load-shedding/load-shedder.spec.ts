import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { LoadShedder } from './load-shedder.js';

/** A gate on a machine of its own: time passes, and turns of the event loop end, when the test says so. */
class Machine {
  private time = 0;
  private endTurn: () => void = () => undefined;
  readonly metrics = new Registry();
  readonly gate = new LoadShedder({
    logger: pino({ level: 'silent' }),
    metrics: this.metrics,
    now: () => this.time,
    onTurnEnd: (end) => void (this.endTurn = end),
  });

  /** One turn in which so many requests arrive, each of which takes so long. @returns how many were admitted */
  turn(requests: number, eachMs: number, refusalMs = 0): number {
    let admitted = 0;
    for (let n = 0; n < requests; n++) {
      const isAdmitted = this.gate.tryAdmit();
      if (isAdmitted) admitted++;
      this.time += isAdmitted ? eachMs : refusalMs;
    }
    this.endTurn();
    return admitted;
  }

  pass(ms: number): void {
    this.time += ms;
  }

  async shed(): Promise<number> {
    const [shed] = await this.metrics.getMetricsAsJSON();
    return Number(shed?.values[0]?.value);
  }
}

describe('The gate', () => {
  it('refuses a crowd that has kept turns long for a second, beyond 20 ms of each turn', async () => {
    const machine = new Machine();
    for (let n = 0; n < 2; n++) expect(machine.turn(1500, 0.3)).toBe(1500);
    // The second is over after 100 ms of this one, and it is a crowd after 250.
    expect(machine.turn(1500, 0.3)).toBe(834 + 67);
    expect(machine.turn(1500, 0.3)).toBe(67);
    expect(await machine.shed()).toBe(599 + 1433);
  });

  it('admits everybody again when nobody had to be refused for a second', () => {
    const machine = new Machine();
    for (let n = 0; n < 3; n++) machine.turn(1500, 0.3);
    for (let n = 0; n < 50; n++) {
      expect(machine.turn(10, 0.3)).toBe(10);
      machine.pass(20);
    }
    expect(machine.turn(1500, 0.3)).toBe(1500);
  });

  it('refuses within a turn that lasts as long as its flood: nothing ends it but refusing', async () => {
    const machine = new Machine();
    // After a second, and then 20 ms of each 100: refusing takes time, too.
    expect(machine.turn(20_000, 0.3, 0.02)).toBeLessThanOrEqual(3334 + 67 * 5);
    expect(await machine.shed()).toBeGreaterThan(16_000);
    expect(machine.turn(40_000, 0.3, 0.02)).toBeGreaterThan(67 * 7);
  });

  it('forgets a crowd when nobody comes for a while: the next burst is served as the first was', async () => {
    const machine = new Machine();
    for (let n = 0; n < 5; n++) {
      expect(machine.turn(1000, 0.3)).toBe(1000);
      machine.pass(600_000);
    }
    expect(await machine.shed()).toBe(0);
  });

  it('has ended when nobody came for a second, whoever comes then', () => {
    const machine = new Machine();
    for (let n = 0; n < 3; n++) machine.turn(1500, 0.3);
    machine.pass(1001);
    expect(machine.turn(1500, 0.3)).toBe(1500);
  });

  it('goes on refusing while a crowd keeps coming', () => {
    const machine = new Machine();
    for (let n = 0; n < 3; n++) machine.turn(1500, 0.3);
    for (let n = 0; n < 100; n++) {
      expect(machine.turn(1500, 0.3)).toBe(67);
      machine.pass(30);
    }
  });

  it.each([
    ['a burst that is over within a second', [1500, 1500, 10, 1500, 1500, 10], 0.3],
    ['a stalled machine without a crowd, however long its turns', Array<number>(20).fill(500), 20],
    ['a crowd that a fast machine serves in time', Array<number>(100).fill(3000), 0.05],
  ])('refuses nobody in %s', async (_what, turns, eachMs) => {
    const machine = new Machine();
    for (const requests of turns) expect(machine.turn(requests, eachMs)).toBe(requests);
    expect(await machine.shed()).toBe(0);
  });
});
