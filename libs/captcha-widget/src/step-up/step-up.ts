import type { WaitingText } from '../page/waiting.js';
import type { CaptchaRequest, CaptchaResponse, ProofOfWork, StepUpVendor } from '../request.js';
import type { StepUpHost, StepUpResult } from './step-up-host.js';

/** A proof of work that takes longer is replaced by a picture. */
const MAX_SOLVING_MS = 10_000;
/** After so many refused solutions a picture is shown. */
const MAX_WRONG = 2;

/** Error codes: the code is wrong; something must be solved first. */
const WRONG_CODE = 1000005;
const NEED_IMAGE = 1000034;

/** In place of a token: the page does not show the widget. */
const NOT_SHOWN = '';

type Response = CaptchaResponse<StepUpResult>;

/** Answers proofs of work and vendors' widgets. */
export class StepUp {
  readonly #host: StepUpHost;
  readonly #request: CaptchaRequest;
  readonly #control: HTMLButtonElement;
  #wrong = 0;

  /**
   * @param request the request for a challenge that was answered with a step-up
   * @param control shows the spinner
   */
  constructor(host: StepUpHost, request: CaptchaRequest, control: HTMLButtonElement) {
    this.#host = host;
    this.#request = request;
    this.#control = control;
  }

  /**
   * Answers until the server asks for neither a proof of work nor a vendor's widget.
   * @param response has `data.challenge` or `data.vendor`
   * @returns the last response. A proof of work of the type `image` is verified, unless the form submits its solution:
   * `data.code`. `undefined` when the field has discarded the request
   */
  async answer(response: Response): Promise<Response | undefined> {
    const { _abortController: abortController, _localized: localized, _waiting: waiting } = this.#host;
    const { signal } = abortController;
    const { codeID = '', challenge, vendor } = response.data;
    if (!challenge && !vendor) return response;
    if (!response.isSuccess && response.data.reason === 'wrong') this.#wrong++;
    const code = challenge ? await this.#solve(challenge, signal) : await this.#ask(vendor!, response);
    if (signal.aborted) return undefined;
    if (code) return this.#send(response, { ...this.#request, codeID, code });
    if (challenge) return this.#requestPicture();
    waiting.stop();
    const { texts, lang } = localized;
    const msg = code === NOT_SHOWN ? texts.vendor : texts.expired;
    return { isSuccess: false, code: NEED_IMAGE, msg, language: lang, data: {} };
  }

  async #send(
    response: Response,
    answer: CaptchaRequest & { readonly code: string },
  ): Promise<Response | undefined> {
    const { _submitsCode: submitsCode, _waiting: waiting } = this.#host;
    if (!response.isSuccess) return this.#post('', answer);
    if (submitsCode) {
      waiting.stop();
      return { ...response, data: { ...response.data, code: answer.code } };
    }
    const verified = await this.#host._request('/verify', answer, this.#control);
    if (!verified || verified.isSuccess || verified.code !== WRONG_CODE) return verified;
    this.#wrong++;
    return this.#post('', this.#request);
  }

  async #post(path: string, request: CaptchaRequest): Promise<Response | undefined> {
    const response = await this.#host._request(path, request, this.#control);
    return response && this.answer(response);
  }

  /** A picture now, and only pictures from now on. */
  #requestPicture(): Promise<Response | undefined> {
    const presentation = (this.#host._state.presentation = 'image');
    return this.#host._request('', { ...this.#request, presentation }, this.#control);
  }

  #show(text: WaitingText): void {
    this.#host._waiting.show(this.#control, text);
  }

  /** @returns `undefined` if the proof of work cannot be solved here or in time */
  async #solve(challenge: ProofOfWork, signal: AbortSignal): Promise<string | undefined> {
    if (this.#wrong >= MAX_WRONG) return undefined;
    this.#show('solving');
    const end = new AbortController();
    return new Promise<string | undefined>((resolve) => {
      const giveUp = (): void => resolve(undefined);
      setTimeout(giveUp, MAX_SOLVING_MS);
      signal.addEventListener('abort', giveUp);
      import('./solver.js').then(({ solve }) => solve(challenge, end.signal)).then(resolve, giveUp);
    }).finally(() => end.abort());
  }

  /** @returns the token of the vendor's widget; `NOT_SHOWN`; `undefined` when its time is over */
  async #ask(vendor: StepUpVendor, response: Response): Promise<string | undefined> {
    return new Promise((resolve) => {
      const reason = this.#wrong ? 'wrong' : 'required';
      if (this.#host._emit('step-up', { vendor, reason, answer: resolve })) return resolve(NOT_SHOWN);
      this.#show('solve');
      setTimeout(() => resolve(undefined), (response.data.expire ?? 0) * 1000);
    });
  }
}
