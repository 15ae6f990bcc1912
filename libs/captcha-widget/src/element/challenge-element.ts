import { Countdown } from '../page/countdown.js';
import type { CaptchaFieldEventMap } from '../events.js';
import { FieldElement } from './field-element.js';
import { render } from '../view/render.js';
import {
  type CaptchaRequest,
  type CaptchaResponse,
  type Failure,
  type FailureData,
  type IssueResult,
  sendRequest,
  type VerifyResult,
} from '../request.js';
import { type ActiveChallenge, initialState, type StatusMessage } from '../state.js';
import { View } from '../view/view.js';
import { Waiting } from '../page/waiting.js';
import type { StepUpResult } from '../step-up/step-up-host.js';

/** Error codes: a picture must be solved first; the code is wrong; the request is invalid. */
const NEED_IMAGE = 1000034;
const WRONG_CODE = 1000005;
const INVALID_PARAMETER = 100006;

/** Requests challenges, shows them, and submits their answers. */
export abstract class ChallengeElement extends FieldElement {
  /** Sends every request. A page may replace it, for example to add headers. @default the browser's fetch */
  fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);
  /** Additional request headers, such as `iThings-token` for purposes that need a login. */
  headers: Record<string, string> = {};

  protected readonly _view = new View(this.attachShadow({ mode: 'open', delegatesFocus: true }));
  _state = initialState();
  protected readonly _expiryTimer = new Countdown((left) => left || this.#expire());
  readonly #resendTimer = new Countdown((left) => {
    const { _state: state } = this;
    state.resendSeconds = left;
    if (!left && (state.status === this.#limitStatus || state.status?.content === 'wait'))
      state.status = undefined;
    this._render();
  });
  /** Asks to wait until another message is sent, so it is wrong after the gap. */
  #limitStatus: StatusMessage | undefined;
  readonly _waiting = new Waiting(this._view, (text) => this._showStatus(text));
  _abortController = new AbortController();
  /** The current or last request for a challenge. */
  #issuing: Promise<void> | undefined;

  /** The ticket; empty until the code is verified. */
  get value(): string {
    return this._state.ticket;
  }

  protected get _isImage(): boolean {
    return this.type === 'image';
  }
  /** Whether the field solves its challenges itself: proofs of work of the type `image`. */
  protected get _isProof(): boolean {
    return this._isImage && this._state.presentation === 'pow';
  }
  protected get _isReady(): boolean {
    return Boolean(this.value || (this._submitsCode && (!this._isProof || this._view.input.value)));
  }
  protected get _isBusy(): boolean {
    return this._waiting.isOn;
  }
  /** Whether the person is at the field, so that an expired picture is worth a new one. */
  protected abstract get _isAttended(): boolean;
  /** Replaces an expired picture. */
  protected abstract _renew(): Promise<void>;

  /** Requests a picture, or sends a code. The send and refresh buttons call this. Does nothing during a request. */
  async issue(): Promise<void> {
    this._syncAccount();
    if (this._isBusy) return;
    if (this._isImage || this.account) return (this.#issuing = this.#issue());
    this._accountElement?.focus();
    this._showStatus('account', 'error');
  }

  /**
   * Submits the typed answer: verifies the code, or sends the code after a step-up picture.
   * @returns whether the field now has a ticket
   */
  async verify(): Promise<boolean> {
    this._expiryTimer.update();
    this._syncAccount();
    if (this._isProof) await this.#issuing;
    const { challenge, ticket } = this._state;
    const code = this._view.input.value;
    if (ticket || this._isBusy) return ticket !== '';
    this._view.input.focus();
    if (!challenge && this._isImage) await this.issue();
    else if (!challenge || !code) this._showStatus(this.#missing, 'error', challenge !== undefined);
    else if (challenge.isStepUp) await this.#issue({ codeID: challenge.codeID, code });
    else if (!this._submitsCode) await this.#verify(challenge.codeID, code);
    return this._state.ticket !== '';
  }

  /** Discards what belongs to another account than the current one. */
  protected _syncAccount(): void {
    if (!this._isImage && this._state.account && this._state.account !== this.account) this._clear();
  }

  /** Discards the challenge and the ticket, and aborts the request. */
  protected _clear(): void {
    this._abortController.abort();
    this._waiting.stop();
    this.#resendTimer.stop();
    this._expiryTimer.stop();
    this._state = initialState(this.presentation, this._state.hasNoAudio);
    this._view.input.value = '';
    this._render();
  }

  /** Updates the shadow tree, the form entries and the custom states. */
  protected _render(): void {
    const { _state: state, _view: view, _isImage: isImage, _isProof: isProof, _localized: localized } = this;
    const { ticket, challenge } = state;
    const needsNoVerify = this._submitsCode || this._hasSubmitButton;
    const inputMode = this.getAttribute('inputmode') ?? '';
    view.field.toggleAttribute('data-loading', this._areTextsLoading);
    render(view, state, { ...localized, isImage, isProof, inputMode, needsNoVerify });
    this._setState('busy', this._isBusy);
    this._setState('verified', ticket !== '');
    const { texts } = localized;
    const codeID = challenge?.isStepUp ? undefined : challenge?.codeID;
    // A proof of work is solved when the form is submitted.
    const missing = isProof ? '' : texts[this.#missing].replace('{send}', () => texts.send);
    this._setFormEntries(ticket, codeID, view.input.value, missing, view.input);
  }

  protected _showStatus(
    content: StatusMessage['content'],
    tone: StatusMessage['tone'] = 'plain',
    isAboutCode = false,
  ): void {
    this._state.status = { content, tone, isAboutCode, seconds: this._state.resendSeconds };
    this._render();
  }

  async #issue(stepUp?: { codeID: string; code: string }): Promise<void> {
    const { use, type, account, _isImage: isImage, _state: state, _view: view } = this;
    const { presentation } = state;
    // JSON omits what is undefined.
    const request = {
      use,
      type,
      account: isImage ? undefined : account,
      presentation: presentation || undefined,
      ...stepUp,
    };
    state.account = isImage ? '' : account;
    const control = stepUp || this._isProof ? view.verify : isImage ? view.refresh : view.send;
    let response = await this._request<StepUpResult>('', request, control);
    // Nothing is typed: a proof of work, or the widget of a vendor.
    if (response?.data.codeLength === 0) response = await this.#answerStepUp(response, request, control);
    if (response?.isSuccess) {
      if (response.data.ticket) return this.#onVerified(response.data as VerifyResult);
      this.#onIssued(response.data, stepUp !== undefined);
    } else if (response?.code === NEED_IMAGE && response.data.url)
      this.#onStepUp(response.data as FailureData & IssueResult);
    else if (response) this.#onIssueFailed(response, stepUp !== undefined);
  }

  /** Loads the code for it only now. Requests a picture if it cannot be loaded. */
  async #answerStepUp(
    response: CaptchaResponse<IssueResult>,
    request: CaptchaRequest,
    control: HTMLButtonElement,
  ): Promise<CaptchaResponse<StepUpResult> | undefined> {
    const { signal } = this._abortController;
    this._waiting.show(control, 'solving');
    const module = await import('../step-up/step-up.js').catch(() => undefined);
    // Discarded while the module was loading: another request may be under way.
    if (signal.aborted) return undefined;
    return module
      ? new module.StepUp(this, request, control).answer(response)
      : this._request('', { ...request, presentation: (this._state.presentation = 'image') }, control);
  }

  async #verify(codeID: string, code: string): Promise<void> {
    const { use, type, account, _isImage: isImage, _view: view } = this;
    const request = { use, type, account: isImage ? undefined : account, codeID, code };
    const response = await this._request<VerifyResult>('/verify', request, view.verify);
    if (response?.isSuccess) this.#onVerified(response.data);
    else if (response) {
      this.#fail(response);
      // A picture allows one attempt.
      if (isImage && response.code === WRONG_CODE) await this.#replaceWrongPicture();
    }
  }

  async #replaceWrongPicture(): Promise<void> {
    await this.issue();
    if (this._state.challenge) this._showStatus('retry', 'error', true);
  }

  /** @returns `undefined` if the request was aborted, so that only the latest response is shown */
  async _request<Data>(
    path: string,
    request: CaptchaRequest,
    control: HTMLButtonElement,
  ): Promise<CaptchaResponse<Data> | undefined> {
    const { signal } = (this._abortController = new AbortController());
    const tenant = this.tenant && { 'iThings-tenant-code': this.tenant };
    const headers = { 'Accept-Language': this.language, ...(tenant || {}), ...this.headers };
    this._state.status = undefined;
    this._waiting.start(control);
    this._render();
    const response = await sendRequest<Data>(this.fetch, this.endpoint + path, headers, request, signal);
    if (!response) return undefined;
    this._waiting.stop();
    this._state.status = undefined;
    return response;
  }

  #onIssued(data: IssueResult, wasStepUp: boolean): void {
    const { codeID, expire, resendAfter, sentTo } = data;
    const { type, _isImage: isImage } = this;
    this._state.isSent = !isImage;
    // Servers without `codeAlphabet` send letters only after a step-up picture.
    this.#startChallenge({ ...(wasStepUp && { codeAlphabet: 'letters' }), ...data, isStepUp: false });
    if (resendAfter !== undefined) this.#resendTimer.start(resendAfter);
    if (!isImage) this._view.input.focus();
    this._emit('issued', { codeID, type, isStepUp: false, expire, resendAfter, sentTo });
  }

  #onStepUp({ reason, ...data }: FailureData & IssueResult): void {
    const { codeID, expire } = data;
    this.#startChallenge({ ...data, isStepUp: true });
    const isWrong = reason === 'wrong';
    this._showStatus(isWrong ? 'retry' : 'solve', isWrong ? 'error' : 'plain', isWrong);
    this._view.input.focus();
    this._emit('issued', { codeID, type: 'image', isStepUp: true, expire });
  }

  #startChallenge(challenge: ActiveChallenge): void {
    const { url, expire, code } = challenge;
    const { _state: state, _view: view } = this;
    // A code that the user has typed before asking, for example after a reload, stays: the server repeats a live code.
    if (state.challenge || url) view.input.value = '';
    if (code) view.input.value = code;
    state.hasNoAudio ||= state.presentation === 'audio' && url.startsWith('data:image/');
    state.challenge = challenge;
    state.isExpired = this._isSubmitted = false;
    this._render();
    this._expiryTimer.start(expire);
  }

  #onVerified({ ticket, expire }: VerifyResult): void {
    this._state.ticket = ticket;
    this._state.isExpired = this._isSubmitted = false;
    this._showStatus('verified', 'success');
    this._expiryTimer.start(expire);
    this._emit('verified', { ticket, expire });
  }

  /** A submitted step-up picture is consumed, unless the server rejected the request as invalid. */
  #onIssueFailed(failure: Failure, wasStepUp: boolean): void {
    if (wasStepUp && failure.code !== INVALID_PARAMETER) {
      this._state.challenge = undefined;
    }
    const { retryAfter } = failure.data;
    if (retryAfter) this.#resendTimer.start(retryAfter);
    this.#fail(failure);
    if (retryAfter) this.#limitStatus = this._state.status;
  }

  #fail({ code, msg, language, data: { retryAfter, errors } }: Failure): void {
    // `msg` is about the first field.
    const field = errors?.[0]?.field;
    const isAboutCode = code === WRONG_CODE || field === 'code';
    const content = code === null ? 'offline' : { text: msg, language };
    this._showStatus(content, 'error', isAboutCode);
    if (isAboutCode) this._view.input.select();
    if (field === 'account') this._accountElement?.focus();
    const shown = code === null ? this._localized.texts.offline : msg;
    this._emit('failed', { code, msg: shown, retryAfter, field });
  }

  /** Discards the expired challenge and ticket. */
  #expire(): void {
    const { _state: state, _view: view } = this;
    state.challenge = undefined;
    state.ticket = view.input.value = '';
    state.isExpired = true;
    // The next submission of the form solves another proof of work.
    state.status = undefined;
    if (this._isProof) this._render();
    else this._showStatus('expired');
    if (this._isImage && this._isAttended) void this._renew();
  }

  /** The text that says why there is no answer to submit. */
  get #missing(): 'ask' | 'required' {
    return this._isImage || this._state.challenge ? 'required' : 'ask';
  }

  _emit<Name extends keyof CaptchaFieldEventMap>(
    name: Name,
    detail: CaptchaFieldEventMap[Name]['detail'],
  ): boolean {
    return this.dispatchEvent(
      new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }),
    );
  }
}
