import type { Schemas } from '@system-management/captcha-client';

export type IssuedCaptcha = Schemas['IssueResponse'];
export type Verified = Schemas['VerifyResponse'];
/** What the requests say. The field passes on any `presentation` its page asks for; the server says which it knows. */
export type Question =
  (Omit<Schemas['IssueRequest'], 'presentation'> & { presentation?: string }) | Schemas['VerifyRequest'];

/** What a refusal may carry: a picture that is due, a time to wait, mistakes in the request. */
export interface Refusal extends Partial<IssuedCaptcha> {
  readonly reason?: 'required' | 'wrong';
  readonly retryAfter?: number;
  readonly errors?: readonly { readonly message: string }[];
}

export interface Failure {
  readonly isRight: false;
  /** `null`: no envelope came. */
  readonly code: number | null;
  readonly msg: string;
  readonly data: Refusal;
}

export type CaptchaResponse<Data> = { readonly isRight: true; readonly data: Data } | Failure;

interface Envelope {
  readonly code: number;
  readonly msg: string;
  readonly data?: unknown;
}

/** `SUCCESS_CODE` is 0, or 200 as newer deployed servers have it. No error has either. */
const SUCCESS = [0, 200];
const TIMEOUT_MS = 15_000;
const NO_ANSWER: Failure = { isRight: false, code: null, msg: '', data: {} };

/**
 * One request. Judged by the envelope, as `ERROR_STATUS` may make every status 200.
 * @returns `undefined` when `signal` ended it: nobody waits for the answer any more
 */
export async function sendRequest<Data>(
  send: typeof fetch,
  url: string,
  headers: Record<string, string>,
  question: Question,
  signal: AbortSignal,
): Promise<CaptchaResponse<Data> | undefined> {
  const timeout = new AbortController();
  const end = () => timeout.abort();
  const timer = setTimeout(end, TIMEOUT_MS);
  signal.addEventListener('abort', end);
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(question),
      signal: timeout.signal,
    });
    const { code, msg, data } = (await response.json()) as Envelope;
    if (signal.aborted) return undefined;
    if (SUCCESS.includes(code)) return { isRight: true, data: data as Data };
    const refusal = (data ?? {}) as Refusal;
    return { isRight: false, code, msg: refusal.errors?.[0]?.message ?? msg, data: refusal };
  } catch {
    return signal.aborted ? undefined : NO_ANSWER;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
