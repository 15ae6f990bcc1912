import { expect } from 'vitest';
import type { ApiResponse } from '../../support/app.js';
import { eventually } from '../../support/wait.js';
import { CODE } from '../../support/requests.js';

/** Repeats a request while it is answered with 503. Returns the first other response and the elapsed milliseconds. */
export async function waitForRecovery<Data>(
  request: () => Promise<ApiResponse<Data>>,
): Promise<[ApiResponse<Data>, ms: number]> {
  const start = performance.now();
  const response = await eventually(async () => {
    const one = await request();
    expect(one.body.code).not.toBe(CODE.server);
    return one;
  });
  return [response, Math.round(performance.now() - start)];
}
