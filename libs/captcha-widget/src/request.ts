import type { Schemas } from '@system-management/captcha-client';

/** What the user will type. Servers before these fields omit them. */
export interface CodeFormat {
  readonly codeLength?: number | undefined;
  readonly codeAlphabet?: 'digits' | 'letters' | undefined;
}
/** A proof of work: a challenge of ALTCHA, which only the solver reads. */
export interface ProofOfWork {
  readonly parameters: unknown;
  readonly signature: string;
}
/** A vendor of the tenant whose widget must be solved. */
export interface StepUpVendor {
  /** Such as `turnstile`. */
  readonly name: string;
  readonly siteKey: string;
  /** What the vendor's widget is told to protect. */
  readonly action: string;
}
export type IssueResult = Omit<Schemas['IssueResponse'], keyof CodeFormat | 'challenge'> &
  CodeFormat & {
    readonly challenge?: ProofOfWork | undefined;
    /** The solution of `challenge`, which the field adds. */
    readonly code?: string | undefined;
    readonly vendor?: StepUpVendor | undefined;
  };
export type VerifyResult = Schemas['VerifyResponse'];
/** Request bodies. `type` and `presentation` are any strings from the page; the server validates them. */
export type CaptchaRequest = Body<Schemas['IssueRequest']> | Body<Schemas['VerifyRequest']>;

type Body<Request> = {
  readonly [Name in keyof Request]: Name extends 'type' | 'presentation'
    ? string | undefined
    : Request[Name] | undefined;
};

/** `data` of an error: a step-up, a waiting time, or the fields that are not valid. */
export interface FailureData extends Partial<IssueResult> {
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly reason?: 'required' | 'wrong';
  readonly retryAfter?: number;
}

export interface Failure {
  readonly isSuccess: false;
  /** `null` without a valid response. */
  readonly code: number | null;
  readonly msg: string;
  /** Language of `msg`, from Content-Language. */
  readonly language: string;
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
const NO_RESPONSE: Failure = { isSuccess: false, code: null, msg: '', language: '', data: {} };

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
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(request),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const { code, msg, data } = (await response.json()) as Envelope;
    if (signal.aborted) return undefined;
    if (SUCCESS_CODES.includes(code)) return { isSuccess: true, data: data as Data };
    const language = response.headers.get('Content-Language') ?? '';
    return { isSuccess: false, code, msg, language, data: data ?? {} };
  } catch {
    return signal.aborted ? undefined : NO_RESPONSE;
  }
}
