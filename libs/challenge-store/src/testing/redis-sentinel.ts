import { eventually } from '../../../../test/support/wait.js';
import { NO_PERSISTENCE, RedisServer, redisUrl, type RedisServerOptions } from './redis-server.js';
import { runCommand } from './run-command.js';

export interface RedisSentinelOptions extends Pick<RedisServerOptions, 'tls' | 'password'> {
  /**
   * The port that clients, replica and sentinel use for the primary, e.g. of a proxy
   * @default the primary's own
   */
  readonly addressOf?: (primary: RedisServer) => number | Promise<number>;
  /** Of the sentinel; `password` is of primary and replica. @default none */
  readonly sentinelPassword?: string;
}

/** A primary, its replica, and a sentinel that marks the primary as down after half a second. */
export class RedisSentinel {
  private constructor(
    readonly primary: RedisServer,
    readonly replica: RedisServer,
    readonly sentinel: RedisServer,
  ) {}

  get url(): string {
    return redisUrl('redis+sentinel', [this.sentinel], {
      path: '/main',
      password: this.primary.password,
      sentinelPassword: this.sentinel.password,
    });
  }

  static async start({
    addressOf = ({ port }) => port,
    tls,
    password,
    sentinelPassword,
  }: RedisSentinelOptions = {}): Promise<RedisSentinel> {
    const login = password === undefined ? [] : ['--masterauth', password];
    const args = [...NO_PERSISTENCE, ...login];
    const data = { tls, password };
    const primary = await RedisServer.start({ ...data, args: [...args, '--repl-diskless-sync-delay', '0'] });
    const port = String(await addressOf(primary));
    const replica = await RedisServer.start({ ...data, args: [...args, '--replicaof', '127.0.0.1', port] });
    await eventually(async () => {
      const info = await runCommand(primary, (redis) => redis.info('replication'));
      if (!info.includes('state=online')) throw new Error(info);
    });
    const sentinel = await RedisServer.start({
      tls,
      password: sentinelPassword,
      args: ['--sentinel'],
      config: `sentinel monitor main 127.0.0.1 ${port} 1
sentinel down-after-milliseconds main 500
sentinel failover-timeout main 3000
${password === undefined ? '' : `sentinel auth-pass main ${password}`}
`,
    });
    await eventually(async () => {
      const known = String(await runCommand(sentinel, (redis) => redis.call('SENTINEL', 'REPLICAS', 'main')));
      if (!known.includes(String(replica.port))) throw new Error(known);
    });
    return new RedisSentinel(primary, replica, sentinel);
  }

  /** Resolves when the replica has become the primary. */
  async waitForPromotion(): Promise<void> {
    await eventually(async () => {
      const info = await runCommand(this.replica, (redis) => redis.info('replication'));
      if (!info.includes('role:master')) throw new Error(info);
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.sentinel, this.replica, this.primary].map((server) => server.stop()));
  }
}
