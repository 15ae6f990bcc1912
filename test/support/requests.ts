import { type ApiResponse, CAPTCHA } from './app.js';
import type { AttackApp } from '../attack/support/attack-app.js';

/** Makes the application trust the address of {@link from}. */
export const BEHIND_PROXY = { TRUSTED_PROXIES: '127.0.0.1/32' };

/** Headers of a request that a trusted proxy forwards for this address. */
export const from = (ip: string): Record<string, string> => ({ 'X-Forwarded-For': ip });

/** The n-th of 2^24 addresses in 10.0.0.0/8. */
export const ipNumber = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

/** `data` of the responses to an issue: the code, a required image, or a limit. */
export interface IssueData {
  readonly codeID: string;
  readonly url: string;
  readonly expire: number;
  readonly resendAfter?: number;
  readonly sentTo?: string;
  readonly reason?: 'required' | 'wrong';
  readonly retryAfter?: number;
}

/** Error numbers of the contract's §4. */
export const CODE = {
  ok: 0,
  parameter: 100006,
  timeout: 100016,
  server: 100017,
  notEnabled: 100021,
  wrong: 1000005,
  frequent: 1000028,
  needImage: 1000034,
  delivery: 1000100,
} as const;

export type Fields = Readonly<Record<string, string>>;

export const issue = (
  attack: AttackApp,
  body: Fields,
  headers: Fields = {},
): Promise<ApiResponse<IssueData>> => attack.app.post<IssueData>(CAPTCHA, body, headers);

export const verify = (attack: AttackApp, body: Fields, headers: Fields = {}): Promise<ApiResponse> =>
  attack.app.post(`${CAPTCHA}/verify`, body, headers);

/** Requests a code and solves a required image first, like a captcha farm. */
export async function issueSolving(
  attack: AttackApp,
  body: Fields,
  headers: Fields = {},
): Promise<ApiResponse<IssueData>> {
  const answer = await issue(attack, body, headers);
  if (answer.body.code !== CODE.needImage) return answer;
  return issue(attack, { ...body, ...solved(attack, answer.body.data.codeID) }, headers);
}

/** The fields that answer an image. */
export function solved(
  attack: AttackApp,
  codeID: string,
): { readonly codeID: string; readonly code: string } {
  return { codeID, code: codeOf(attack, codeID) };
}

/** The code that was sent for a challenge. @throws {Error} when nothing was sent */
export function codeOf(attack: AttackApp, codeID: string): string {
  const message = attack.sent.byId.get(codeID);
  if (!message) throw new Error(`nothing was sent for ${codeID}`);
  return message.code;
}
