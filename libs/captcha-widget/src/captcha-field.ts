import { normalizeCode } from '@system-management/human-input';
import { Countdown } from './countdown.js';
import type { CaptchaFieldEventMap, CaptchaFieldType, IssuedDetail } from './events.js';
import {
  type CaptchaRequest,
  type CaptchaResponse,
  type CodeFormat,
  type Failure,
  type FailureData,
  type IssueResult,
  sendRequest,
  type VerifyResult,
} from './request.js';
import { FieldElement } from './field-element.js';
import { type CaptchaFieldTexts, fill } from './texts.js';
import { type AnswerSource, onClick, setAvailable, type Tone, View } from './view.js';

/** The challenge that the input answers. */
interface ActiveChallenge extends CodeFormat {
  readonly codeID: string;
  readonly isStepUp: boolean;
}

/** Error codes: a picture must be solved first; the code is wrong; the request is invalid. */
const NEED_IMAGE = 1000034;
const WRONG_CODE = 1000005;
const INVALID_PARAMETER = 100006;
/** A change of one of these discards the current challenge. */
const REQUEST_ATTRIBUTES = ['endpoint', 'tenant', 'use', 'type', 'account', 'presentation'];
const VIEW_ATTRIBUTES = ['language', 'submit', 'inputmode'];

/**
 * `<captcha-field>`: requests a challenge, shows its picture or recording, verifies the answer, and submits the ticket with
 * the form. The README lists attributes, parts, properties and events.
 */
export class CaptchaField extends FieldElement {
  static readonly observedAttributes = [...REQUEST_ATTRIBUTES, ...VIEW_ATTRIBUTES];

  /** Sends every request. A page may replace it, for example to add headers. @default the browser's fetch */
  fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);
  /** Additional request headers, such as `iThings-token` for purposes that need a login. */
  headers: Record<string, string> = {};

  readonly #view = new View(this.attachShadow({ mode: 'open', delegatesFocus: true }));
  readonly #resendTimer = new Countdown();
  readonly #expiryTimer = new Countdown();
  #abortController = new AbortController();
  #challenge: ActiveChallenge | undefined;
  #ticket = '';
  #resendSeconds = 0;
  #isBusy = false;
  #isSent = false;
  #hasNoAudio = false;
  #isExpired = false;
  #isRestarting = false;
  #presentation = '';

  constructor() {
    super();
    const { input, send, verify, refresh, listen, look } = this.#view;
    onClick(send, () => this.issue());
    onClick(refresh, () => this.#requestPresentation(this.#presentation));
    onClick(listen, () => this.#requestPresentation('audio'));
    onClick(look, () => this.#requestPresentation('image'));
    onClick(verify, () => this.verify());
    input.addEventListener('input', (event) => {
      if (!event.isComposing) this.#normalizeInput();
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      if (this.form && !this.#challenge?.isStepUp) this.form.requestSubmit();
      else void this.verify();
    });
    // Replaces an expired picture when the input gets the focus.
    input.addEventListener('focus', () => {
      if (this.#isExpired && this.type === 'image') void this.issue();
    });
  }

  /** The ticket; empty until the code is verified. */
  get value(): string {
    return this.#ticket;
  }
  /** The typed code; writable, so that a page such as a development inbox can fill it in. */
  get code(): string {
    return this.#view.input.value;
  }
  set code(code: string) {
    this.#view.input.value = code;
    this.#normalizeInput();
  }

  connectedCallback(): void {
    this.#restart();
  }
  disconnectedCallback(): void {
    this.#clear();
  }
  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    if (VIEW_ATTRIBUTES.includes(name)) this.#render();
    // A picture does not depend on the account.
    else if (name !== 'account' || this.type !== 'image') this.#restart();
  }
  formDisabledCallback(isDisabled: boolean): void {
    const { input, send, verify, refresh, listen, look } = this.#view;
    for (const control of [input, send, verify, refresh, listen, look]) control.disabled = isDisabled;
  }
  formResetCallback(): void {
    this.reset();
  }

  /** Discards the challenge and the ticket. For the type `image` it also requests a new picture. */
  reset(): void {
    this.#clear();
    this.#presentation = this.presentation;
    this.#render();
    if (this.type === 'image') void this.issue();
  }

  /** Requests a picture, or sends a code. The send and refresh buttons call this. */
  issue(): Promise<void> {
    if (this.type !== 'image' && !this.account) {
      this.#showMessage('account', 'error');
      return Promise.resolve();
    }
    // A second request would be refused and hide the success of the first one.
    return this.#isBusy && this.type !== 'image' ? Promise.resolve() : this.#issue(undefined);
  }

  /**
   * Submits the typed answer: verifies the code, or sends the code after a step-up picture.
   * @returns whether the field now has a ticket
   */
  async verify(): Promise<boolean> {
    const { code } = this;
    const challenge = this.#challenge;
    if (this.#ticket || this.#isBusy) return this.#ticket !== '';
    this.#view.input.focus();
    if (!challenge || !code) this.#view.setStatus(this.#missingText, 'error');
    else if (challenge.isStepUp) await this.#issue({ codeID: challenge.codeID, code });
    else if (!this.submitsCode) await this.#verify(challenge.codeID, code);
    return this.#ticket !== '';
  }

  async #issue(stepUp: { codeID: string; code: string } | undefined): Promise<void> {
    const { use, type, account } = this;
    const request = {
      use,
      type,
      ...(type !== 'image' && { account }),
      ...(this.#presentation && { presentation: this.#presentation }),
      ...stepUp,
    };
    const response = await this.#sendRequest<IssueResult>('', request);
    if (response?.isSuccess) this.#onIssued(response.data, type, stepUp !== undefined);
    else if (response?.code === NEED_IMAGE && response.data.url) this.#onStepUp(response.data);
    else if (response) this.#onIssueFailed(response, stepUp !== undefined);
  }

  async #verify(codeID: string, code: string): Promise<void> {
    const { use, type, account } = this;
    const request = { use, type, ...(type !== 'image' && { account }), codeID, code };
    const response = await this.#sendRequest<VerifyResult>('/verify', request);
    if (response?.isSuccess) {
      this.#onVerified(response.data);
    } else if (response) {
      this.#reportFailure(response);
      this.#view.input.select();
      // A picture allows one attempt.
      if (type === 'image' && response.code === WRONG_CODE) {
        await this.issue();
        if (this.#challenge) this.#showMessage('retry', 'error');
      }
    }
  }

  /** Aborts the previous request, so that only the latest response is shown. */
  async #sendRequest<Data>(
    path: string,
    request: CaptchaRequest,
  ): Promise<CaptchaResponse<Data> | undefined> {
    this.#abortController.abort();
    this.#abortController = new AbortController();
    const tenant = this.tenant && { 'iThings-tenant-code': this.tenant };
    const headers = { 'Accept-Language': this.language, ...(tenant || {}), ...this.headers };
    this.#view.setStatus('');
    this.#setBusy(true);
    const response = await sendRequest<Data>(
      this.fetch,
      this.endpoint + path,
      headers,
      request,
      this.#abortController.signal,
    );
    if (response) this.#setBusy(false);
    return response;
  }

  #onIssued(data: IssueResult, type: CaptchaFieldType, wasStepUp: boolean): void {
    const isImage = type === 'image';
    this.#isSent = !isImage;
    // Servers without these fields send letters only after a step-up picture.
    const { codeID, codeLength, codeAlphabet = wasStepUp ? 'letters' : undefined } = data;
    const challenge = { codeID, isStepUp: false, codeLength, codeAlphabet };
    this.#startChallenge(challenge, isImage ? data.url : '', data.expire);
    if (data.resendAfter !== undefined) this.#startResendGap(data.resendAfter);
    if (data.sentTo) this.#showMessage('sent', 'plain', { to: data.sentTo });
    if (!isImage) this.#view.input.focus();
    this.#emit('issued', detailOf(data, type, false));
  }

  #onStepUp(data: FailureData): void {
    const { codeID = '', url = '', expire = 0, reason, codeLength, codeAlphabet } = data;
    this.#startChallenge({ codeID, isStepUp: true, codeLength, codeAlphabet }, url, expire);
    this.#showMessage(reason === 'wrong' ? 'retry' : 'solve', reason === 'wrong' ? 'error' : 'plain');
    this.#view.input.focus();
    this.#emit('issued', detailOf({ codeID, expire }, 'image', true));
  }

  #startChallenge(challenge: ActiveChallenge, url: string, expire: number): void {
    // A code that the user has typed before asking, for example after a reload, stays: the server repeats a live code.
    if (this.#challenge || url) this.#view.input.value = '';
    this.#challenge = challenge;
    this.#isExpired = false;
    this.#view.setMedia(url);
    this.#hasNoAudio ||= this.#presentation === 'audio' && url.startsWith('data:image/');
    this.#render();
    this.#expiryTimer.start(expire, (left) => left || this.#expire());
  }

  #onVerified({ ticket, expire }: VerifyResult): void {
    this.#ticket = ticket;
    this.#render();
    this.#showMessage('verified', 'success');
    this.#expiryTimer.start(expire, (left) => left || this.#expire());
    this.#emit('verified', { ticket, expire });
  }

  /** A submitted step-up picture is consumed, unless the server rejected the request as invalid. */
  #onIssueFailed(failure: Failure, wasStepUp: boolean): void {
    if (wasStepUp && failure.code !== INVALID_PARAMETER) {
      this.#challenge = undefined;
      this.#render();
    }
    if (failure.data.retryAfter) this.#startResendGap(failure.data.retryAfter);
    this.#reportFailure(failure);
  }

  #reportFailure({ code, msg, data: { retryAfter } }: Failure): void {
    const message = code === null ? this.localizedTexts.offline : msg;
    this.#view.setStatus(message, 'error');
    this.#emit('failed', { code, msg: message, ...(retryAfter && { retryAfter }) });
  }

  /** Discards the expired challenge and ticket. */
  #expire(): void {
    this.#challenge = undefined;
    this.#ticket = '';
    this.#isExpired = true;
    this.#view.input.value = '';
    this.#render();
    this.#showMessage('expired', 'error');
  }

  /** Disables the send or refresh button and counts the resend gap down. */
  #startResendGap(seconds: number): void {
    const control = this.type === 'image' ? this.#view.refresh : this.#view.send;
    this.#resendTimer.start(seconds, (left) => {
      this.#resendSeconds = left;
      setAvailable(control, left === 0);
      this.#updateSendLabel();
    });
  }

  #updateSendLabel(): void {
    const { wait, resend, send } = this.localizedTexts;
    const label = this.#resendSeconds
      ? fill(wait, { seconds: this.#resendSeconds })
      : this.#isSent
        ? resend
        : send;
    this.#view.send.textContent = label;
  }

  async #requestPresentation(presentation: string): Promise<void> {
    const isSwitch = presentation !== this.#presentation;
    this.#presentation = presentation;
    await this.issue();
    // The clicked button is now hidden, so move the focus.
    if (isSwitch) this.#view.input.focus();
    if (presentation !== 'audio') return;
    if (this.#hasNoAudio) this.#showMessage('silent', 'error');
    else this.#view.play();
  }

  #clear(): void {
    this.#abortController.abort();
    this.#resendTimer.stop();
    this.#expiryTimer.stop();
    this.#challenge = undefined;
    this.#ticket = '';
    this.#isSent = this.#isExpired = false;
    const { send, refresh, input } = this.#view;
    for (const control of [send, refresh]) setAvailable(control, true);
    this.#resendSeconds = 0;
    input.value = '';
    this.#view.setMedia();
    this.#view.setStatus('');
    this.#setBusy(false);
  }

  /** Batches synchronous attribute changes into one reset. */
  #restart(): void {
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    queueMicrotask(() => {
      this.#isRestarting = false;
      if (this.isConnected) this.reset();
    });
  }

  /** Updates the shadow tree, the form entries and the custom states. */
  #render(): void {
    const { input, send, verify, challenge, listen } = this.#view;
    const texts = this.localizedTexts;
    const isVerified = this.#ticket !== '';
    const isImage = this.type === 'image';
    const isStepUp = this.#challenge?.isStepUp ?? false;
    const needsAnswer = isImage || isStepUp;
    const source: AnswerSource = !needsAnswer
      ? 'code'
      : this.#view.recording.hasAttribute('src')
        ? 'recording'
        : 'picture';
    const { codeLength, codeAlphabet = source === 'picture' ? 'letters' : 'digits' } = this.#challenge ?? {};
    this.#view.setTexts(texts);
    const inputMode = this.getAttribute('inputmode') ?? '';
    this.#view.setSource(source, texts[source], codeAlphabet !== 'digits', inputMode);
    this.#view.setLength(codeLength);
    this.#updateSendLabel();
    listen.hidden ||= this.#hasNoAudio;
    send.hidden = needsAnswer || isVerified;
    verify.hidden = isVerified || (this.submitsCode && !isStepUp);
    challenge.hidden ||= isVerified;
    input.readOnly = isVerified;
    setAvailable(verify, this.#challenge !== undefined);
    this.setState('verified', isVerified);
    this.#updateForm();
  }

  #updateForm(): void {
    const codeID = this.#challenge?.isStepUp ? undefined : this.#challenge?.codeID;
    this.setFormEntries(this.#ticket, codeID, this.code, this.#missingText, this.#view.input);
  }

  /** Why there is no answer to submit. */
  get #missingText(): string {
    const { ask, required, send } = this.localizedTexts;
    const isUnasked = this.code && this.type !== 'image' && !this.#challenge;
    return isUnasked ? fill(ask, { send }) : required;
  }

  /** Shows a pasted "123 456" as the server reads it: without spaces and dashes, in capitals as in the picture. */
  #normalizeInput(): void {
    const { input } = this.#view;
    const normalized = normalizeCode(input.value);
    if (normalized !== input.value) input.value = normalized;
    this.#updateForm();
  }

  #showMessage(text: keyof CaptchaFieldTexts, tone: Tone, params = {}): void {
    this.#view.setStatus(fill(this.localizedTexts[text], params), tone);
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.setState('busy', isBusy);
  }

  #emit<Name extends keyof CaptchaFieldEventMap>(
    name: Name,
    detail: CaptchaFieldEventMap[Name]['detail'],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function detailOf(data: Omit<IssueResult, 'url'>, type: CaptchaFieldType, isStepUp: boolean): IssuedDetail {
  const { codeID, expire, resendAfter, sentTo } = data;
  return {
    codeID,
    type,
    isStepUp,
    expire,
    ...(resendAfter !== undefined && { resendAfter }),
    ...(sentTo !== undefined && { sentTo }),
  };
}
