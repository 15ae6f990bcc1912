import { eventually } from '../../../../test/support/wait.js';
import { freePort, NO_PERSISTENCE, RedisServer, redisUrl, type RedisServerOptions } from './redis-server.js';
import { runCommand } from './run-command.js';

/** First slot of each primary's third, and the end. */
export const SLOT_BOUNDS = [0, 5461, 10_923, 16_384] as const;

export interface RedisClusterOptions extends Pick<RedisServerOptions, 'tls' | 'password'> {
  /** Host name that the nodes announce to clients. @default their IP address */
  readonly hostname?: string;
}

/** A cluster of three primaries with a node timeout of one second. */
export class RedisCluster {
  private constructor(readonly nodes: readonly RedisServer[]) {}

  get url(): string {
    return redisUrl('redis+cluster', this.nodes, { password: this.nodes[0]?.password });
  }

  static async start({ hostname, ...security }: RedisClusterOptions = {}): Promise<RedisCluster> {
    const byName = ['--cluster-preferred-endpoint-type', 'hostname', '--cluster-announce-hostname'];
    const announced = hostname === undefined ? [] : [...byName, hostname];
    const nodes: RedisServer[] = [];
    for (let i = 0; i < 3; i++) {
      const bus = await freePort();
      const clusterArgs = ['--cluster-enabled', 'yes', '--cluster-port', String(bus)];
      const node = await RedisServer.start({
        ...security,
        args: [...NO_PERSISTENCE, ...clusterArgs, ...announced, '--cluster-node-timeout', '1000'],
      });
      nodes.push(node);
      await runCommand(node, async (redis) => {
        await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
        const [from, to] = [SLOT_BOUNDS[i]!, SLOT_BOUNDS[i + 1]! - 1];
        await redis.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
        const [first] = nodes;
        if (!first || first === node) return;
        await runCommand(first, (other) =>
          other.call('CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(bus)),
        );
      });
    }
    const cluster = new RedisCluster(nodes);
    await cluster.waitUntilReady();
    return cluster;
  }

  /** Resolves when every node lists all three and reports the state `ok`. */
  async waitUntilReady(): Promise<void> {
    await eventually(async () => {
      for (const node of this.nodes) {
        const info = String(await runCommand(node, (redis) => redis.cluster('INFO')));
        if (!/cluster_state:ok[^]*cluster_known_nodes:3/.test(info)) throw new Error(info);
      }
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}
