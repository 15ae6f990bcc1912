import { expect } from 'vitest';
import type { ApiResponse } from '../../support/app.js';
import { eventually } from '../../support/wait.js';
import { CODE } from './requests.js';

/** Asks until the answer is no longer 503: the first other one, and how many milliseconds it took. */
export async function waitForRecovery<Data>(
  ask: () => Promise<ApiResponse<Data>>,
): Promise<[ApiResponse<Data>, ms: number]> {
  const start = performance.now();
  const answer = await eventually(async () => {
    const one = await ask();
    expect(one.body.code).not.toBe(CODE.server);
    return one;
  });
  return [answer, Math.round(performance.now() - start)];
}
