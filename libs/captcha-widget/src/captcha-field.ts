import { normalizeCode } from '@system-management/human-input';
import { ChallengeElement } from './element/challenge-element.js';
import { afterSetup, listenToPage } from './page/page-events.js';

/** A change of one of these discards the current challenge. */
const REQUEST_ATTRIBUTES = ['endpoint', 'tenant', 'use', 'type', 'account', 'account-input', 'presentation'];
const VIEW_ATTRIBUTES = ['language', 'submit', 'inputmode'];

/**
 * `<captcha-field>`: requests a challenge, shows its picture or recording, verifies the answer, and submits the ticket with
 * the form. The README lists attributes, parts, properties and events.
 */
export class CaptchaField extends ChallengeElement {
  static readonly observedAttributes = [...REQUEST_ATTRIBUTES, ...VIEW_ATTRIBUTES];

  #setup = new AbortController();
  #connection = new AbortController();
  /** The request attributes of the current challenge. */
  #requestKey = '';
  /** The last code that was verified without a button. */
  #autoVerified = '';
  /** Whether the person has done something since the last expired picture was replaced. */
  #isActive = true;

  constructor() {
    super();
    const { input, send, verify, refresh, listen, look, change } = this._view;
    onClick(send, () => this.#issueOrWait());
    onClick(refresh, () => this.#issueOrWait(this._state.presentation));
    onClick(listen, () => this.#present('audio'));
    onClick(look, () => this.#present('image'));
    onClick(verify, () => this.verify());
    onClick(change, () => this.#changeAccount());
    input.addEventListener('input', (event) => {
      if (!event.isComposing) this.#onInput();
    });
    input.addEventListener('keydown', (event) => this.#onKeydown(event));
    input.addEventListener('focus', () => this.#onActivity());
  }

  /** The typed code; writable, so that a page such as a development inbox can fill it in. */
  get code(): string {
    return this._view.input.value;
  }
  set code(code: string) {
    this._view.input.value = normalizeCode(code);
    this._render();
  }

  /** Moves the focus to the input for the code. */
  override focus(options?: FocusOptions): void {
    this._view.input.focus(options);
  }

  connectedCallback(): void {
    const { signal } = (this.#connection = new AbortController());
    listenToPage(
      this.getRootNode(),
      {
        onReturn: (fromHistory) => this.#onReturn(fromHistory),
        onChange: (target) => target === this._accountElement && this._syncAccount(),
      },
      signal,
    );
    this._loadTexts(() => this._render());
    // Gets the focus that a label or the form gives to the field. At an insertion it would take the focus of the page.
    this._view.input.autofocus = true;
    this.#restart();
  }
  disconnectedCallback(): void {
    this.#connection.abort();
    this.#setup.abort();
    this._view.input.autofocus = false;
    this._clear();
  }
  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    if (name === 'language') this._loadTexts(() => this._render());
    if (VIEW_ATTRIBUTES.includes(name)) this._render();
    else if (this.#currentRequestKey !== this.#requestKey) this.#restart();
  }
  formDisabledCallback(isDisabled: boolean): void {
    for (const control of this._view.controls) control.disabled = isDisabled;
  }
  formResetCallback(): void {
    this.reset();
  }

  /** Discards the challenge and the ticket. For the type `image` it also requests a new picture. */
  reset(): void {
    this._clear();
    if (this._isImage) void this.issue();
  }

  override async issue(): Promise<void> {
    this.#setup.abort();
    this.#requestKey = this.#currentRequestKey;
    return super.issue();
  }

  protected override _clear(): void {
    this.#autoVerified = '';
    super._clear();
  }

  protected get _isAttended(): boolean {
    return this.#isActive && !document.hidden && document.hasFocus() && this.#hasFocus;
  }

  protected async _renew(): Promise<void> {
    // Once without the person: a forgotten page must not request pictures endlessly.
    this.#isActive = false;
    await this.issue();
    if (this._state.challenge?.url) this._showStatus('renewed');
  }

  get #hasFocus(): boolean {
    return this.shadowRoot?.activeElement === this._view.input;
  }

  /** A picture does not depend on the account. */
  get #currentRequestKey(): string {
    const { endpoint, tenant, use, type, presentation, _isImage: isImage, account } = this;
    return JSON.stringify([endpoint, tenant, use, type, presentation, !isImage && account]);
  }

  /** Starts again with the current attributes. The page may still set others, so the request waits for its scripts. */
  #restart(): void {
    this.#requestKey = this.#currentRequestKey;
    this._clear();
    this.#setup.abort();
    const { signal } = (this.#setup = new AbortController());
    afterSetup(() => (this._isImage ? void this.issue() : this._render()), signal);
  }

  #onReturn(fromHistory: boolean): void {
    this.#isActive = true;
    this._expiryTimer.update();
    this._syncAccount();
    if (fromHistory && this._isSubmitted) this.reset();
    else if (fromHistory || this.#hasFocus) this.#renewExpired();
  }

  #onActivity(): void {
    this.#renewExpired();
    this.#isActive = true;
  }

  #renewExpired(): void {
    if (this._state.isExpired && this._isImage) void this._renew();
  }

  /** Shows a pasted "123 456" as the server reads it: without spaces and dashes, in capitals as in the picture. */
  #onInput(): void {
    const { input } = this._view;
    const code = normalizeCode(input.value);
    if (code !== input.value) input.value = code;
    this._render();
    const isComplete = code.length === this._state.challenge?.codeLength;
    if (!this.autoVerify || !isComplete || this._isBusy || code === this.#autoVerified) return;
    this.#autoVerified = code;
    void this.verify();
  }

  #onKeydown(event: KeyboardEvent): void {
    this.#onActivity();
    if (event.key !== 'Enter' || event.isComposing) return;
    if (this.form && !this._state.challenge?.isStepUp) this.form.requestSubmit();
    else void this.verify();
  }

  #issueOrWait(presentation?: string): unknown {
    if (this._state.resendSeconds) return this._showStatus('wait');
    return presentation === undefined ? this.issue() : this.#present(presentation);
  }

  async #present(presentation: string): Promise<void> {
    if (this._isBusy) return;
    const isSwitch = presentation !== this._state.presentation;
    this._state.presentation = presentation;
    await this.issue();
    // The clicked button is now hidden, so move the focus.
    if (isSwitch) this.focus();
    if (presentation !== 'audio') return;
    if (this._state.hasNoAudio) this._showStatus('silent', 'error');
    else this._view.play();
  }

  /** Goes back to the state before the code was sent. */
  #changeAccount(): void {
    const isDefault = this._emit('changeaccount', null);
    this.reset();
    if (isDefault) (this._accountElement ?? this._view.send).focus();
  }
}

function onClick(control: HTMLButtonElement, listener: () => unknown): void {
  control.addEventListener('click', () => void listener());
}
