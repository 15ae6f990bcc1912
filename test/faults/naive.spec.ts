import { describe, expect, it, onTestFinished } from 'vitest';
import { AttackApp } from '../attack/support/attack-app.js';
import { NaiveStore } from '../attack/support/naive.store.js';
import { VirtualUsers } from './support/virtual-users.js';
import { Sinks } from './support/sinks.js';
import { CROWD_LIMITS, verdict } from './support/verdict.js';

/** Enough for a store that is not atomic to accept some code twice. */
const ACCEPTS = 200;

/** The same crowd and the same verdict as in the fault suites, without a fault. */
async function verdictOver(options: Parameters<typeof AttackApp.start>[0]): Promise<string[]> {
  const sinks = await Sinks.start();
  onTestFinished(() => sinks.stop());
  const attack = await AttackApp.start({
    ...options,
    env: { REDIS_URL: '', ...sinks.env },
    limits: CROWD_LIMITS,
  });
  onTestFinished(() => attack.close());
  const crowd = VirtualUsers.start({ urls: [attack.app.url], sinks, seed: 1 });
  await crowd.accepted(ACCEPTS);
  await crowd.stop();
  return verdict({ crowd, sinks, episodes: [] });
}

describe('The crowd of the fault suites', () => {
  it('finds nothing wrong with our own store', async () => {
    expect(await verdictOver({})).toEqual([]);
  });

  it('convicts a store that reads, compares and deletes in three steps', async () => {
    const found = await verdictOver({ store: new NaiveStore() });
    expect(found.filter((sentence) => sentence.startsWith('(a)')).length).toBeGreaterThan(0);
  });
});
