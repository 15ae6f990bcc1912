import { Countdown } from './countdown.js';
import type { CaptchaFieldEventMap, CaptchaFieldType, IssuedDetail } from './events.js';
import {
  type CaptchaResponse,
  sendRequest,
  type Failure,
  type IssuedCaptcha,
  type Question,
  type Refusal,
  type Verified,
} from './request.js';
import { FieldElement } from './field-element.js';
import { type CaptchaFieldTexts, fill } from './texts.js';
import { onClick, type Prompt, setAvailable, type Tone, View } from './view.js';

/** Names a challenge that waits for its answer. */
interface Pending {
  readonly codeID: string;
  readonly isStepUp: boolean;
}

/** What a picture must be solved for, before anything is sent. */
const NEED_IMAGE = 1000034;
const WRONG = 1000005;
const PARAMETER = 100006;
/** A change of one of these makes what is on show worthless. */
const REQUEST_ATTRIBUTES = ['endpoint', 'tenant', 'use', 'type', 'account', 'presentation'];
const VIEW_ATTRIBUTES = ['language', 'submit', 'inputmode'];

/**
 * `<captcha-field>`: asks for a verification code, shows what belongs to it, takes the answer, and hands a form the
 * proof. Attributes, parts, properties and events: README.
 */
export class CaptchaField extends FieldElement {
  static readonly observedAttributes = [...REQUEST_ATTRIBUTES, ...VIEW_ATTRIBUTES];

  /** Every request goes through this; a page may add headers, or look on. @default the browser's fetch */
  fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);
  /** Sent along, such as `iThings-token` for purposes that need a login. */
  headers: Record<string, string> = {};

  readonly #view = new View(this.attachShadow({ mode: 'open', delegatesFocus: true }));
  readonly #pause = new Countdown();
  readonly #life = new Countdown();
  #request = new AbortController();
  #pending: Pending | undefined;
  #ticket = '';
  #wait = 0;
  #isBusy = false;
  #isSent = false;
  #isSilent = false;
  #isStale = false;
  #isRestarting = false;
  #mayNeedLetters = false;
  #presentation = '';

  constructor() {
    super();
    const { input, send, verify, refresh, listen, look } = this.#view;
    onClick(send, () => this.issue());
    onClick(refresh, () => this.#present(this.#presentation));
    onClick(listen, () => this.#present('audio'));
    onClick(look, () => this.#present('image'));
    onClick(verify, () => this.verify());
    input.addEventListener('input', (event) => {
      if (!event.isComposing) this.#tidy();
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      if (this.form && !this.#pending?.isStepUp) this.form.requestSubmit();
      else void this.verify();
    });
    // A picture that died while nobody looked is replaced when somebody comes back to it.
    input.addEventListener('focus', () => {
      if (this.#isStale && this.type === 'image') void this.issue();
    });
  }

  /** The ticket; empty until the code was right. */
  get value(): string {
    return this.#ticket;
  }
  /** The code as typed, for a page that fills it in, such as a development inbox. */
  get code(): string {
    return this.#view.input.value;
  }
  set code(code: string) {
    this.#view.input.value = code;
    this.#tidy();
  }

  connectedCallback(): void {
    this.#restart();
  }
  disconnectedCallback(): void {
    this.#clear();
  }
  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    if (VIEW_ATTRIBUTES.includes(name)) this.#show();
    // A picture is nobody's in particular.
    else if (name !== 'account' || this.type !== 'image') this.#restart();
  }
  formDisabledCallback(isDisabled: boolean): void {
    const { input, send, verify, refresh, listen, look } = this.#view;
    for (const control of [input, send, verify, refresh, listen, look]) control.disabled = isDisabled;
  }
  formResetCallback(): void {
    this.reset();
  }

  /** Forgets everything, and shows a new picture where the type is `image`. */
  reset(): void {
    this.#clear();
    this.#presentation = this.presentation;
    this.#show();
    if (this.type === 'image') void this.issue();
  }

  /** Asks for a picture or for a code to be sent: what the send and refresh buttons do. */
  issue(): Promise<void> {
    if (this.type !== 'image' && !this.account) {
      this.#say('account', 'error');
      return Promise.resolve();
    }
    // A second press while the first is on its way would be refused, and hide that the first one was not.
    return this.#isBusy && this.type !== 'image' ? Promise.resolve() : this.#issue(undefined);
  }

  /**
   * Hands in what was typed: to be verified, or, where a picture was due, to have the code sent.
   * @returns whether the field now holds a ticket
   */
  async verify(): Promise<boolean> {
    const { code } = this;
    const pending = this.#pending;
    if (this.#ticket || this.#isBusy) return this.#ticket !== '';
    this.#view.input.focus();
    if (!pending || !code) this.#say('required', 'error');
    else if (pending.isStepUp) await this.#issue({ codeID: pending.codeID, code });
    else if (!this.handsOverCode) await this.#verify(pending.codeID, code);
    return this.#ticket !== '';
  }

  async #issue(stepUp: { codeID: string; code: string } | undefined): Promise<void> {
    const { use, type, account } = this;
    const question = {
      use,
      type,
      ...(type !== 'image' && { account }),
      ...(this.#presentation && { presentation: this.#presentation }),
      ...stepUp,
    };
    const answer = await this.#sendRequest<IssuedCaptcha>('', question);
    if (answer?.isRight) this.#issued(answer.data, type, stepUp !== undefined);
    else if (answer?.code === NEED_IMAGE && answer.data.url) this.#stepUp(answer.data);
    else if (answer) this.#refused(answer, stepUp !== undefined);
  }

  async #verify(codeID: string, code: string): Promise<void> {
    const { use, type, account } = this;
    const question = { use, type, ...(type !== 'image' && { account }), codeID, code };
    const answer = await this.#sendRequest<Verified>('/verify', question);
    if (answer?.isRight) {
      this.#verified(answer.data);
    } else if (answer) {
      this.#fail(answer);
      this.#view.input.select();
      // A picture may be answered once.
      if (type === 'image' && answer.code === WRONG) {
        await this.issue();
        if (this.#pending) this.#say('retry', 'error');
      }
    }
  }

  /** Only the latest question counts: an answer to an earlier one is dropped. */
  async #sendRequest<Data>(path: string, question: Question): Promise<CaptchaResponse<Data> | undefined> {
    this.#request.abort();
    this.#request = new AbortController();
    const tenant = this.tenant && { 'iThings-tenant-code': this.tenant };
    const headers = { 'Accept-Language': this.language, ...(tenant || {}), ...this.headers };
    this.#view.say('');
    this.#setBusy(true);
    const answer = await sendRequest<Data>(
      this.fetch,
      this.endpoint + path,
      headers,
      question,
      this.#request.signal,
    );
    if (answer) this.#setBusy(false);
    return answer;
  }

  #issued(data: IssuedCaptcha, type: CaptchaFieldType, wasStepUp: boolean): void {
    const isImage = type === 'image';
    this.#isSent = !isImage;
    // A strong code has letters; it always comes after a picture.
    this.#mayNeedLetters = wasStepUp;
    this.#await({ codeID: data.codeID, isStepUp: false }, isImage ? data.url : '', data.expire);
    if (data.resendAfter !== undefined) this.#hold(data.resendAfter);
    if (data.sentTo) this.#say('sent', 'plain', { to: data.sentTo });
    if (!isImage) this.#view.input.focus();
    this.#emit('issued', detailOf(data, type, false));
  }

  #stepUp(data: Refusal): void {
    const { codeID = '', url = '', expire = 0, reason } = data;
    this.#await({ codeID, isStepUp: true }, url, expire);
    this.#say(reason === 'wrong' ? 'retry' : 'solve', reason === 'wrong' ? 'error' : 'plain');
    this.#view.input.focus();
    this.#emit('issued', detailOf({ codeID, url, expire }, 'image', true));
  }

  #await(pending: Pending, url: string, expire: number): void {
    this.#pending = pending;
    this.#isStale = false;
    this.#view.input.value = '';
    this.#view.present(url);
    this.#isSilent ||= this.#presentation === 'audio' && url.startsWith('data:image/');
    this.#show();
    this.#life.start(expire, (left) => left || this.#expire());
  }

  #verified({ ticket, expire }: Verified): void {
    this.#ticket = ticket;
    this.#show();
    this.#say('verified', 'success');
    this.#life.start(expire, (left) => left || this.#expire());
    this.#emit('verified', { ticket, expire });
  }

  /** Nothing was issued. A picture that was answered is used up, unless the answer was not even possible. */
  #refused(failure: Failure, wasStepUp: boolean): void {
    if (wasStepUp && failure.code !== PARAMETER) {
      this.#pending = undefined;
      this.#show();
    }
    if (failure.data.retryAfter) this.#hold(failure.data.retryAfter);
    this.#fail(failure);
  }

  #fail({ code, msg, data: { retryAfter } }: Failure): void {
    const texts = this.words;
    const words = code === null ? texts.offline : msg;
    const wait = retryAfter ? ` ${fill(texts.later, { seconds: retryAfter })}` : '';
    this.#view.say(words + wait, 'error');
    this.#emit('failed', { code, msg: words, ...(retryAfter && { retryAfter }) });
  }

  /** A dead ticket is no proof, and a dead picture no riddle. */
  #expire(): void {
    this.#pending = undefined;
    this.#ticket = '';
    this.#isStale = true;
    this.#view.input.value = '';
    this.#show();
    this.#say('expired', 'error');
  }

  /** Counts down on the button that would be refused. */
  #hold(seconds: number): void {
    const control = this.type === 'image' ? this.#view.refresh : this.#view.send;
    this.#pause.start(seconds, (left) => {
      this.#wait = left;
      setAvailable(control, left === 0);
      this.#nameSend();
    });
  }

  #nameSend(): void {
    const { wait, resend, send } = this.words;
    const name = this.#wait ? fill(wait, { seconds: this.#wait }) : this.#isSent ? resend : send;
    this.#view.send.textContent = name;
  }

  async #present(presentation: string): Promise<void> {
    const isSwitch = presentation !== this.#presentation;
    this.#presentation = presentation;
    await this.issue();
    // The button that was pressed has made room for its counterpart.
    if (isSwitch) this.#view.input.focus();
    if (presentation !== 'audio') return;
    if (this.#isSilent) this.#say('silent', 'error');
    else this.#view.play();
  }

  #clear(): void {
    this.#request.abort();
    this.#pause.stop();
    this.#life.stop();
    this.#pending = undefined;
    this.#ticket = '';
    this.#isSent = this.#isStale = this.#mayNeedLetters = false;
    const { send, refresh, input } = this.#view;
    for (const control of [send, refresh]) setAvailable(control, true);
    this.#wait = 0;
    input.value = '';
    this.#view.present();
    this.#view.say('');
    this.#setBusy(false);
  }

  /** Once for any number of attributes that change together. */
  #restart(): void {
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    queueMicrotask(() => {
      this.#isRestarting = false;
      if (this.isConnected) this.reset();
    });
  }

  /** Brings the tree, the form value and the states up to what is known. */
  #show(): void {
    const { input, send, verify, challenge, listen } = this.#view;
    const texts = this.words;
    const isVerified = this.#ticket !== '';
    const isImage = this.type === 'image';
    const isStepUp = this.#pending?.isStepUp ?? false;
    const isRiddle = isImage || isStepUp;
    const kind: Prompt = !isRiddle
      ? 'code'
      : this.#view.recording.hasAttribute('src')
        ? 'recording'
        : 'picture';
    const letters = kind === 'code' && this.#mayNeedLetters ? 'text' : '';
    this.#view.name(texts);
    this.#view.prompt(kind, texts[kind], this.getAttribute('inputmode') ?? letters);
    this.#nameSend();
    listen.hidden ||= this.#isSilent;
    send.hidden = isRiddle || isVerified;
    verify.hidden = isVerified || (this.handsOverCode && !isStepUp);
    challenge.hidden ||= isVerified;
    input.readOnly = isVerified;
    setAvailable(verify, this.#pending !== undefined);
    this.setState('verified', isVerified);
    this.#offer();
  }

  #offer(): void {
    const codeID = this.#pending?.isStepUp ? undefined : this.#pending?.codeID;
    this.offer(this.#ticket, codeID, this.code, this.words.required, this.#view.input);
  }

  /** What the person meant: no blanks or dashes of a pasted "123 456", letters as in the picture. */
  #tidy(): void {
    const { input } = this.#view;
    const tidy = input.value
      .normalize('NFKC')
      .replace(/[\s\p{Pd}]/gu, '')
      .toUpperCase();
    if (tidy !== input.value) input.value = tidy;
    this.#offer();
  }

  #say(text: keyof CaptchaFieldTexts, tone: Tone, params = {}): void {
    this.#view.say(fill(this.words[text], params), tone);
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

function detailOf(data: IssuedCaptcha, type: CaptchaFieldType, isStepUp: boolean): IssuedDetail {
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
