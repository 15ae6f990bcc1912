import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Environment } from '../../../src/config/settings.js';
import { SEED } from '../../support/vitest/profile.js';
import { ServiceProcess } from '../../support/service-process.js';
import { unlimitedTenants, writeTenantsFile } from '../../support/tenants-file.js';
import { VirtualUsers } from './virtual-users.js';
import type { FaultReport } from './fault-scenario.js';
import { Sinks } from './sinks.js';
import { USER_LIMITS, checkRun } from './check-run.js';

export interface TestCluster {
  readonly services: readonly ServiceProcess[];
  readonly users: VirtualUsers;
  /** The instances that the users call. Tests may remove some. */
  readonly urls: string[];
  /** Stops the users and returns the violations of the run (see {@link checkRun}). */
  stopAndCheck(reports: readonly FaultReport[], counterLosses?: number): Promise<string[]>;
}

/** Starts the built service, one process per environment, and users that call all of them. Stops with the test. */
export async function testCluster(...envs: readonly Environment[]): Promise<TestCluster> {
  const sinks = await Sinks.start();
  onTestFinished(() => sinks.stop());
  const tenants = await writeTenantsFile(unlimitedTenants({ limits: USER_LIMITS }));
  onTestFinished(() => tenants.remove());
  const shared = {
    ...sinks.env,
    ...tenants.env,
    // The users read the codes of images there.
    OUTBOX: 'on',
    SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  };
  const services = await Promise.all(envs.map((env) => ServiceProcess.start({ env: { ...shared, ...env } })));
  onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))));
  const urls = services.map(({ url }) => url);
  const users = VirtualUsers.start({ urls, sinks, seed: SEED });
  onTestFinished(() => users.stop());
  return {
    services,
    users,
    urls,
    stopAndCheck: async (reports, counterLosses = 0) => {
      await users.stop();
      const lines = services.flatMap((service) => service.lines);
      return checkRun({ users, sinks, reports, lines, counterLosses });
    },
  };
}
