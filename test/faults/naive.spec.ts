import { describe, expect, it, onTestFinished } from 'vitest';
import { AttackApp } from '../attack/support/attack-app.js';
import { NaiveStore } from '../attack/support/naive.store.js';
import { VirtualUsers } from './support/virtual-users.js';
import { Sinks } from './support/sinks.js';
import { USER_LIMITS, checkRun } from './support/check-run.js';

/** Accepts after which a store that is not atomic has accepted some code twice. */
const ACCEPTS = 200;

/** Runs the users and checks of the fault suites without a fault. */
async function violationsWith(options: Parameters<typeof AttackApp.start>[0]): Promise<string[]> {
  const sinks = await Sinks.start();
  onTestFinished(() => sinks.stop());
  const attack = await AttackApp.start({
    ...options,
    // Image codes are read from the outbox.
    env: { REDIS_URL: '', OUTBOX: 'on', ...sinks.env },
    limits: USER_LIMITS,
  });
  onTestFinished(() => attack.close());
  const users = VirtualUsers.start({ urls: [attack.app.url], sinks, seed: 1 });
  await users.accepted(ACCEPTS);
  await users.stop();
  return checkRun({ users, sinks, reports: [] });
}

describe('checkRun()', () => {
  it('reports nothing for MemoryStore', async () => {
    expect(await violationsWith({})).toEqual([]);
  });

  it('reports codes accepted twice by a store that reads, compares and deletes in three steps', async () => {
    const found = await violationsWith({ store: new NaiveStore() });
    expect(found.filter((sentence) => sentence.startsWith('(a)')).length).toBeGreaterThan(0);
  });
});
