import {
  type ChallengeStore,
  MemoryRates,
  MemoryStore,
  type RateStore,
  RedisRates,
  RedisStore,
} from '@system-management/challenge-store';
import { advanceRedisTime } from '@system-management/challenge-store/testing';
import { Outbox, type OutboxMessage } from '@system-management/messaging';
import type { Environment } from '../../../src/config/reader/settings-reader.js';
import { type StorageConfig, storageConfig } from '../../../src/config/storage.config.js';
import { CHALLENGE_STORE, RATE_STORE, REDIS, type RedisClient } from '../../../src/storage/storage.module.js';
import { CAPTCHA, TestApp, type TestAppOptions } from '../../support/app.js';
import {
  type TenantsFile,
  type UnlimitedOptions,
  unlimitedTenants,
  writeTenantsFile,
} from '../../support/tenants-file.js';
import type { Decision } from './history.js';
import { RecordingStore } from './recording.store.js';

/** Records every sent message by codeID, without the outbox's cap of 200. */
export class RecordingOutbox extends Outbox {
  readonly byId = new Map<string, OutboxMessage>();

  override add(entry: Omit<OutboxMessage, 'at'>): void {
    this.byId.set(entry.codeID, { ...entry, at: '' });
    super.add(entry);
  }
}

export interface AttackAppOptions extends Pick<UnlimitedOptions, 'limits' | 'policy'> {
  readonly env?: Environment;
  /** Codes of tenants besides `default`. */
  readonly tenants?: readonly string[];
  /** Whether the tenants have the policy that is shipped, with nothing lifted. @default false: see `UNLIMITED` */
  readonly isShipped?: boolean;
  /** The tenants of the file as they are, with the shipped policy where they have none. */
  readonly tenantsFile?: readonly object[];
  /** Replaces the store that `env` selects. */
  readonly store?: ChallengeStore;
  /** Replaces the counts that `env` selects. */
  readonly rates?: RateStore;
  readonly override?: NonNullable<TestAppOptions['override']>;
}

/** An application that records the messages it sends and the outcomes of its store. */
export class AttackApp {
  /** Offset of the memory stores' clock, in milliseconds. */
  private ahead = 0;
  readonly sent = new RecordingOutbox();
  readonly decisions: Decision[] = [];
  app!: TestApp;
  /** What keeps the application's state, without the recorders around it. */
  challenges!: ChallengeStore;
  rates!: RateStore;

  private constructor(private readonly tenants: TenantsFile) {}

  static async start({ tenants: codes = [], ...options }: AttackAppOptions = {}): Promise<AttackApp> {
    const tenants = codes.map((code) => ({ code }));
    const shipped = options.tenantsFile ?? (options.isShipped && [{ code: 'default' }, ...tenants]);
    const content = shipped ? { tenants: shipped } : unlimitedTenants({ ...options, tenants });
    const attack = new AttackApp(await writeTenantsFile(content));
    const override = options.override ?? ((builder) => builder);
    attack.app = await TestApp.start({
      env: { ...attack.tenants.env, ...options.env },
      override: (builder) =>
        override(
          builder
            .overrideProvider(Outbox)
            .useValue(attack.sent)
            .overrideProvider(CHALLENGE_STORE)
            .useFactory({
              inject: [REDIS, storageConfig.KEY],
              factory: (redis: RedisClient, config: StorageConfig) => {
                attack.challenges = options.store ?? attack.openChallenges(redis, config);
                return new RecordingStore(attack.challenges, attack.decisions);
              },
            })
            .overrideProvider(RATE_STORE)
            .useFactory({
              inject: [REDIS],
              factory: (redis: RedisClient) => (attack.rates = options.rates ?? attack.openRates(redis)),
            }),
        ),
    });
    return attack;
  }

  /** Issues a code and returns the request with the codeID and the sent code. @throws {Error} when nothing was issued */
  async issue(request: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
    const { body } = await this.app.post<{ codeID: string }>(CAPTCHA, request, headers);
    const message = body.code === 0 ? this.sent.byId.get(body.data.codeID) : undefined;
    if (!message) throw new Error(`not issued: ${JSON.stringify(body)}`);
    return { ...request, codeID: body.data.codeID, code: message.code };
  }

  /** Milliseconds of the clock that {@link advance} moves. */
  now(): number {
    return performance.now() + this.ahead;
  }

  /** Advances the stores' clock for challenges, budgets and rates. With Redis, stay `REDIS_SLACK_MS` away from a boundary. */
  async advance(ms: number): Promise<void> {
    this.ahead += ms;
    const redis = this.app.nest.get<RedisClient>(REDIS);
    if (redis) await advanceRedisTime(redis, ms);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.tenants.remove();
  }

  /** The store as `StorageModule` creates it, but with a clock that {@link advance} moves. */
  private openChallenges(redis: RedisClient, { redisFence }: StorageConfig): ChallengeStore {
    if (redis) return new RedisStore(redis, { fence: redisFence });
    return new MemoryStore({ now: () => this.now() });
  }

  /** As {@link openChallenges}. */
  private openRates(redis: RedisClient): RateStore {
    return redis ? new RedisRates(redis) : new MemoryRates({ now: () => this.now() });
  }
}

/** A wrong code of the same format. */
export function wrongCode(right: string): string {
  return (right.startsWith('3') ? '4' : '3') + right.slice(1);
}
