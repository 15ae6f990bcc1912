import type { Middleware } from 'openapi-fetch';

/**
 * Gives failures with status 200 the status 400. Servers with `ERROR_STATUS=200` send them, and `openapi-fetch` would return
 * them as `data`. Only the `msg` tells them from successes on every server: `SUCCESS_CODE` may be any number.
 */
export const failureStatus: Middleware = {
  async onResponse({ response }) {
    if (response.status !== 200) return undefined;
    const body = await response.clone().text();
    return isFailure(body) ? new Response(body, { status: 400, headers: response.headers }) : undefined;
  },
};

/** Whether a body is an envelope whose `msg` is not that of successes. Key sets are no envelopes. */
function isFailure(body: string): boolean {
  try {
    const { code, msg } = JSON.parse(body) as { readonly code?: unknown; readonly msg?: unknown };
    return typeof code === 'number' && msg !== 'success';
  } catch {
    return false;
  }
}
