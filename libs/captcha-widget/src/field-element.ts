import { AttributeElement } from './attribute-element.js';
import { type CaptchaFieldTexts, textsFor } from './texts.js';

/** The form control API of a form-associated custom element. */
export abstract class FieldElement extends AttributeElement {
  static readonly formAssociated = true;

  /** Overrides `text-*` attributes, which override the texts of the language. */
  texts: Partial<CaptchaFieldTexts> = {};
  protected readonly internals = this.attachInternals();
  #form: HTMLFormElement | null = null;

  /** The ticket; empty until the code is verified. */
  abstract get value(): string;
  /** Submits the typed answer. */
  abstract verify(): Promise<boolean>;

  get form(): HTMLFormElement | null {
    return this.internals.form;
  }
  get validity(): ValidityState {
    return this.internals.validity;
  }
  get validationMessage(): string {
    return this.internals.validationMessage;
  }
  get willValidate(): boolean {
    return this.internals.willValidate;
  }
  checkValidity(): boolean {
    return this.internals.checkValidity();
  }
  reportValidity(): boolean {
    return this.internals.reportValidity();
  }

  formAssociatedCallback(form: HTMLFormElement | null): void {
    this.#form?.removeEventListener('submit', this.#beforeSubmit, true);
    this.#form = form;
    form?.addEventListener('submit', this.#beforeSubmit, true);
  }

  /** Whether the form submits `codeID` and `code`, for a backend that verifies them itself. */
  protected get submitsCode(): boolean {
    return this.getAttribute('submit') === 'code';
  }

  /** Sets `:state(name)` in browsers that support `CustomStateSet`. */
  protected setState(name: string, isOn: boolean): void {
    const states = this.internals.states as Set<string> | undefined;
    if (isOn) states?.add(name);
    else states?.delete(name);
  }

  protected get localizedTexts(): CaptchaFieldTexts {
    const texts = textsFor(this.language);
    for (const key of Object.keys(texts) as (keyof CaptchaFieldTexts)[]) {
      texts[key] = this.texts[key] ?? this.getAttribute(`text-${key}`) ?? texts[key];
    }
    return texts;
  }

  /** Sets the form entries and the validity. */
  protected setFormEntries(
    ticket: string,
    codeID: string | undefined,
    code: string,
    missingMessage: string,
    anchor: HTMLElement,
  ): void {
    const hasAnswer = codeID !== undefined && code !== '';
    const entries = new FormData();
    if (ticket) entries.set(this.name || 'ticket', ticket);
    else if (this.submitsCode && hasAnswer) {
      entries.set('type', this.type);
      entries.set('codeID', codeID);
      entries.set('code', code);
    }
    this.internals.setFormValue(entries);
    this.internals.setValidity(ticket || hasAnswer ? {} : { valueMissing: true }, missingMessage, anchor);
  }

  /** Verifies the typed code first, then repeats the submission. */
  readonly #beforeSubmit = (event: SubmitEvent): void => {
    if (this.value || this.submitsCode || this.matches(':disabled')) return;
    const { submitter } = event;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.verify().then((isVerified) => isVerified && this.#form?.requestSubmit(submitter));
  };
}
