import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Environment } from '../../../src/config/settings.js';
import { tenantsFile } from '../../attack/support/attack-app.js';
import { SEED } from '../../support/vitest/profile.js';
import { ServiceProcess } from '../../support/service-process.js';
import { VirtualUsers } from './virtual-users.js';
import type { Episode } from './episode.js';
import { Sinks } from './sinks.js';
import { CROWD_LIMITS, verdict } from './verdict.js';

export interface Stage {
  readonly services: readonly ServiceProcess[];
  readonly crowd: VirtualUsers;
  /** Where the crowd asks; may change. */
  readonly urls: string[];
  /** Ends the crowd and judges all it met. */
  verdict(episodes: readonly Episode[], timesForgotten?: number): Promise<string[]>;
}

/** The built service, one process per environment, and a crowd that uses them all; everything ends with the test. */
export async function testCluster(...envs: readonly Environment[]): Promise<Stage> {
  const sinks = await Sinks.start();
  onTestFinished(() => sinks.stop());
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const shared = {
    ...sinks.env,
    TENANTS_FILE: await tenantsFile(folder, { limits: CROWD_LIMITS }),
    SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  };
  const services = await Promise.all(envs.map((env) => ServiceProcess.start({ env: { ...shared, ...env } })));
  onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))));
  const urls = services.map(({ url }) => url);
  const crowd = VirtualUsers.start({ urls, sinks, seed: SEED });
  onTestFinished(() => crowd.stop());
  return {
    services,
    crowd,
    urls,
    verdict: async (episodes, timesForgotten = 0) => {
      await crowd.stop();
      const lines = services.flatMap((service) => service.lines);
      return verdict({ crowd, sinks, episodes, lines, timesForgotten });
    },
  };
}
