import { MemoryRates, MemoryStore } from '@system-management/challenge-store';
import type { Environment } from '../../../../src/config/reader/settings-reader.js';
import { RATE_STORE } from '../../../../src/storage/storage.module.js';
import { RenderQueue } from '../../../../src/user/captcha/challenge/presentations/drawing/render-queue.js';
import { type TenantsFile, writeTenantsFile } from '../../../support/tenants-file.js';
import { AttackApp, type AttackAppOptions } from '../attack-app.js';

type Override = NonNullable<AttackAppOptions['override']>;

const MEMORY = { REDIS_URL: '' };

/** Images are solved by their record in the outbox, so that none is drawn. */
const NOTHING_DRAWN = { run: async () => ({ png: Buffer.alloc(0), wav: Buffer.alloc(0) }) };

/** A participant who chooses when to act. */
export interface Actor {
  /** When it acts next, in milliseconds since the start. */
  readonly at: number;
  act(): Promise<void>;
}

export interface SimulationOptions {
  /** Selects the store. @default memory */
  readonly env?: Environment;
  /** Codes of tenants beside `default`. */
  readonly tenants?: readonly string[];
  /** Limits that differ from the shipped ones. */
  readonly limits?: object;
}

/**
 * The whole application on a clock that only the simulation moves, so that a day takes a second and always ends alike. With
 * Redis, real time passes too.
 */
export class Simulation {
  /** Milliseconds since the start. */
  now = 0;
  /** Days that were simulated. Each has addresses of its own. */
  days = 0;

  private constructor(
    readonly attack: AttackApp,
    private readonly file: TenantsFile,
    private readonly advance: (ms: number) => Promise<void>,
  ) {}

  static async start({
    env = MEMORY,
    tenants = [],
    limits = {},
  }: SimulationOptions = {}): Promise<Simulation> {
    const codes = ['default', ...tenants];
    const file = await writeTenantsFile({ tenants: codes.map((code) => ({ code, policy: { limits } })) });
    // `OUTBOX=on` records the solutions of images.
    const options = { env: { ...env, ...file.env, OUTBOX: 'on' } };
    const withoutDrawing: Override = (builder) =>
      builder.overrideProvider(RenderQueue).useValue(NOTHING_DRAWN);
    if (env['REDIS_URL']) {
      const attack = await AttackApp.start({ ...options, override: withoutDrawing });
      return new Simulation(attack, file, (ms) => attack.advance(ms));
    }
    let clock = 0;
    const now = (): number => clock;
    const rates = new MemoryRates({ now });
    const attack = await AttackApp.start({
      ...options,
      store: new MemoryStore({ now }),
      override: (builder) => withoutDrawing(builder).overrideProvider(RATE_STORE).useValue(rates),
    });
    return new Simulation(attack, file, async (ms) => void (clock += ms));
  }

  /** Lets the actors act in the order of their times; at the same time in the order of the list. */
  async run(actors: readonly Actor[], isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const next = actors.reduce((first, actor) => (actor.at < first.at ? actor : first));
      await this.advanceTo(next.at);
      await next.act();
    }
  }

  async close(): Promise<void> {
    await this.attack.close();
    await this.file.remove();
  }

  private async advanceTo(at: number): Promise<void> {
    if (at <= this.now) return;
    await this.advance(at - this.now);
    this.now = at;
  }
}
