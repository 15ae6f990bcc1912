import { expect, vi } from 'vitest';
import type { Answer } from '../../support/app.js';
import { CODE } from './requests.js';

/** How soon after Redis is back requests must be served, in milliseconds. */
const RECOVERY_MS = 5000;

/** Asks until the answer is no longer 503: the first other one, and how many milliseconds it took. */
export async function servedAgain<Data>(
  ask: () => Promise<Answer<Data>>,
): Promise<[Answer<Data>, ms: number]> {
  const start = performance.now();
  const answer = await vi.waitFor(
    async () => {
      const one = await ask();
      expect(one.body.code).not.toBe(CODE.server);
      return one;
    },
    { timeout: RECOVERY_MS, interval: 25 },
  );
  return [answer, Math.round(performance.now() - start)];
}
