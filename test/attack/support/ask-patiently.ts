import { CODE, type Fields, issue, type IssueData, solved } from '../../support/requests.js';
import type { AttackApp } from './attack-app.js';
import { MINUTE_MS, SECOND_MS } from './time.js';

/** Within this time a person must have a code. */
export const PATIENCE_MS = 10 * MINUTE_MS;

/** A code that was asked for, and what that took. */
export interface AskedCode {
  readonly data: IssueData;
  /** Milliseconds that the person had to wait. */
  readonly waitedMs: number;
  /** Images that the person solved. */
  readonly images: number;
}

/**
 * Asks for a code as a person does: solves an image when asked, and comes back when told. The application's clock moves on
 * by the wait.
 * @throws {Error} when there is no code within {@link PATIENCE_MS}
 */
export async function askPatiently(
  attack: AttackApp,
  body: Fields,
  headers: Fields = {},
): Promise<AskedCode> {
  let waitedMs = 0;
  let images = 0;
  let answer: Fields = {};
  for (;;) {
    const { body: reply } = await issue(attack, { ...body, ...answer }, headers);
    const { code, data } = reply;
    answer = {};
    if (code === CODE.ok) return { data, waitedMs, images };
    if (code === CODE.needImage && images < 10) {
      answer = solved(attack, data.codeID);
      images++;
      continue;
    }
    const waitMs = (data?.retryAfter ?? Infinity) * SECOND_MS;
    waitedMs += waitMs;
    if (waitedMs > PATIENCE_MS) throw new Error(`no code in ten minutes: ${JSON.stringify(reply)}`);
    await attack.advance(waitMs);
  }
}
