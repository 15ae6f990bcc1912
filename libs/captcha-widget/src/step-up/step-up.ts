import type { CaptchaFieldEventMap } from '../events.js';
import type { WaitingText } from '../page/waiting.js';
import type {
  CaptchaRequest,
  CaptchaResponse,
  IssueResult,
  ProofOfWork,
  StepUpVendor,
  VerifyResult,
} from '../request.js';
import type { CaptchaFieldTexts } from '../texts/texts.js';

/** A proof of work that takes longer is replaced by a picture. */
const MAX_SOLVING_MS = 10_000;
/** After so many refused solutions a picture is shown. */
const MAX_WRONG = 2;

/** A picture, a code that was sent, or the ticket of a verified proof of work. */
export type StepUpResult = IssueResult & Partial<VerifyResult>;
type Response = CaptchaResponse<StepUpResult>;

const WRONG_CODE = 1000005;

/** 1000034: the page does not show the widget of the vendor. */
const NOT_SHOWN = { isSuccess: false, code: 1000034, data: {} } as const;

/** What the field lends. */
export interface StepUpHost {
  /** Sends a request to the endpoint, or to `/verify`; `undefined` when the field discards it. */
  readonly _send: (path: string, request: CaptchaRequest) => Promise<Response | undefined>;
  /** Shows a text and the waiting state. */
  readonly _show: (text: WaitingText) => void;
  /** @returns whether no listener has called `preventDefault()` */
  readonly _emit: <Name extends keyof CaptchaFieldEventMap>(
    name: Name,
    detail: CaptchaFieldEventMap[Name]['detail'],
  ) => boolean;
  /** Aborts when the field discards the current request. Every request has its own. */
  readonly _signal: () => AbortSignal;
  /** Whether the form submits the code, so that it must not be verified here. */
  readonly _submitsCode: boolean;
  readonly _localized: { readonly texts: CaptchaFieldTexts; readonly lang: string };
}

/**
 * Answers proofs of work and vendors' widgets until the server asks for neither.
 * @param response has `data.challenge` or `data.vendor`
 * @returns the last response. A proof of work of the type `image` is verified, unless the form submits its solution:
 * `data.code`. `undefined` when the field has discarded the request
 */
export async function answerStepUp(
  response: Response,
  request: CaptchaRequest,
  host: StepUpHost,
  wrong = 0,
): Promise<Response | undefined> {
  const { codeID = '', challenge, vendor } = response.data;
  const signal = host._signal();
  const ask = vendor
    ? askPage(vendor, response, host, signal)
    : challenge && solve(challenge, wrong, host, signal);
  if (!ask) return response;
  const code = await ask;
  if (signal.aborted) return undefined;
  if (vendor && !code) {
    const { texts, lang } = host._localized;
    return { ...NOT_SHOWN, msg: texts.vendor, language: lang };
  }
  // A picture is answered by a person.
  if (!code) return host._send('', { ...request, presentation: 'image' });
  const answer = { ...request, codeID, code };
  if (!response.isSuccess) {
    const next = await host._send('', answer);
    return next && answerStepUp(next, request, host, wrong + Number(isWrong(next)));
  }
  if (host._submitsCode) return { ...response, data: { ...response.data, code } };
  const verified = await host._send('/verify', answer);
  if (!verified || verified.isSuccess || verified.code !== WRONG_CODE) return verified;
  const other = await host._send('', request);
  return other && answerStepUp(other, request, host, wrong + 1);
}

function isWrong(response: Response): boolean {
  return !response.isSuccess && response.data.reason === 'wrong';
}

/** @returns `undefined` if the proof of work cannot be solved here or in time */
function solve(
  challenge: ProofOfWork,
  wrong: number,
  { _show: show }: StepUpHost,
  signal: AbortSignal,
): Promise<string | undefined> {
  const end = new AbortController();
  return new Promise<string | undefined>((resolve) => {
    const giveUp = (): void => resolve(undefined);
    if (wrong >= MAX_WRONG) return giveUp();
    show('solving');
    setTimeout(giveUp, MAX_SOLVING_MS);
    signal.addEventListener('abort', giveUp);
    import('./solver.js').then((solver) => solver.solve(challenge, end.signal)).then(resolve, giveUp);
  }).finally(() => end.abort());
}

/** @returns the token of the vendor's widget; `undefined` if the page does not show it, or when its time is over */
function askPage(
  vendor: StepUpVendor,
  response: Response,
  { _emit: emit, _show: show }: StepUpHost,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve(undefined);
    const reason = isWrong(response) ? 'wrong' : 'required';
    if (emit('step-up', { vendor, reason, answer: resolve })) return giveUp();
    show('solve');
    setTimeout(giveUp, (response.data.expire ?? 0) * 1000);
    signal.addEventListener('abort', giveUp);
  });
}
