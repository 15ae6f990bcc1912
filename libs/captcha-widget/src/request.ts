import type { Schemas } from '@system-management/captcha-client';

/** What the user will type. Servers before these fields omit them. */
export interface CodeFormat {
  readonly codeLength?: number | undefined;
  readonly codeAlphabet?: 'digits' | 'letters' | undefined;
}
export type IssueResult = Omit<Schemas['IssueResponse'], keyof CodeFormat> & CodeFormat;
export type VerifyResult = Schemas['VerifyResponse'];
/** Request bodies. `presentation` is any string from the page; the server validates it. */
export type CaptchaRequest =
  (Omit<Schemas['IssueRequest'], 'presentation'> & { presentation?: string }) | Schemas['VerifyRequest'];

/** `data` of an error: a step-up picture, or a waiting time. */
export interface FailureData extends Partial<IssueResult> {
  readonly reason?: 'required' | 'wrong';
  readonly retryAfter?: number;
}

export interface Failure {
  readonly isSuccess: false;
  /** `null` without a valid response. */
  readonly code: number | null;
  readonly msg: string;
  readonly data: FailureData;
}

export type CaptchaResponse<Data> = { readonly isSuccess: true; readonly data: Data } | Failure;

interface Envelope {
  readonly code: number;
  readonly msg: string;
  readonly data?: unknown;
}

/** Success codes: 0, or 200 for newer deployed servers (setting `SUCCESS_CODE`). No error uses either. */
const SUCCESS_CODES = [0, 200];
const TIMEOUT_MS = 15_000;
const NO_RESPONSE: Failure = { isSuccess: false, code: null, msg: '', data: {} };

/**
 * Posts a request. The envelope decides about success: with the server's `ERROR_STATUS` setting every status may be 200.
 * @returns `undefined` when `signal` aborted the request
 */
export async function sendRequest<Data>(
  fetch: typeof globalThis.fetch,
  url: string,
  headers: Record<string, string>,
  request: CaptchaRequest,
  signal: AbortSignal,
): Promise<CaptchaResponse<Data> | undefined> {
  const timeout = new AbortController();
  const abort = () => timeout.abort();
  const timer = setTimeout(abort, TIMEOUT_MS);
  signal.addEventListener('abort', abort);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(request),
      signal: timeout.signal,
    });
    const { code, msg, data } = (await response.json()) as Envelope;
    if (signal.aborted) return undefined;
    if (SUCCESS_CODES.includes(code)) return { isSuccess: true, data: data as Data };
    return { isSuccess: false, code, msg, data: data ?? {} };
  } catch {
    return signal.aborted ? undefined : NO_RESPONSE;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
