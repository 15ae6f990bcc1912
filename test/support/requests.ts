import { type ApiResponse, CAPTCHA, type TestApp } from './app.js';

/** An application under test that records the messages it sends, such as `AttackApp`. */
export interface RecordedApp {
  readonly app: Pick<TestApp, 'post'>;
  readonly sent: { readonly byId: ReadonlyMap<string, { readonly code: string }> };
}

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
  target: RecordedApp,
  body: Fields,
  headers: Fields = {},
): Promise<ApiResponse<IssueData>> => target.app.post<IssueData>(CAPTCHA, body, headers);

export const verify = (target: RecordedApp, body: Fields, headers: Fields = {}): Promise<ApiResponse> =>
  target.app.post(`${CAPTCHA}/verify`, body, headers);

/** Requests a code and solves a required image first, like a captcha farm. */
export async function issueSolving(
  target: RecordedApp,
  body: Fields,
  headers: Fields = {},
): Promise<ApiResponse<IssueData>> {
  const response = await issue(target, body, headers);
  if (response.body.code !== CODE.needImage) return response;
  return issue(target, { ...body, ...solved(target, response.body.data.codeID) }, headers);
}

/** The fields that answer an image. */
export function solved(
  target: RecordedApp,
  codeID: string,
): { readonly codeID: string; readonly code: string } {
  return { codeID, code: codeOf(target, codeID) };
}

/** The code that was sent for a challenge. @throws {Error} when nothing was sent */
export function codeOf(target: RecordedApp, codeID: string): string {
  const message = target.sent.byId.get(codeID);
  if (!message) throw new Error(`nothing was sent for ${codeID}`);
  return message.code;
}
