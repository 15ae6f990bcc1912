import { AttributeElement } from './attribute-element.js';
import { type CaptchaFieldTexts, textsFor } from './texts.js';

/** What the field shares with every form control. */
export abstract class FieldElement extends AttributeElement {
  static readonly formAssociated = true;

  /** Texts of your own, over `text-*` attributes, over those of the language. */
  texts: Partial<CaptchaFieldTexts> = {};
  protected readonly internals = this.attachInternals();
  #form: HTMLFormElement | null = null;

  /** The ticket; empty until the code was right. */
  abstract get value(): string;
  /** Hands in what was typed. */
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

  /** Whether the backend verifies by itself, so that the form carries `codeID` and `code`. */
  protected get handsOverCode(): boolean {
    return this.getAttribute('submit') === 'code';
  }

  /** `:state(name)`, where the browser knows states. */
  protected setState(name: string, isOn: boolean): void {
    const states = this.internals.states as Set<string> | undefined;
    if (isOn) states?.add(name);
    else states?.delete(name);
  }

  protected get words(): CaptchaFieldTexts {
    const texts = textsFor(this.language);
    for (const key of Object.keys(texts) as (keyof CaptchaFieldTexts)[]) {
      texts[key] = this.texts[key] ?? this.getAttribute(`text-${key}`) ?? texts[key];
    }
    return texts;
  }

  /** Sets the form's entries, and says whether there is enough to submit. */
  protected offer(
    ticket: string,
    codeID: string | undefined,
    code: string,
    missing: string,
    anchor: HTMLElement,
  ): void {
    const hasAnswer = codeID !== undefined && code !== '';
    const entries = new FormData();
    if (ticket) entries.set(this.name || 'ticket', ticket);
    else if (this.handsOverCode && hasAnswer) {
      entries.set('type', this.type);
      entries.set('codeID', codeID);
      entries.set('code', code);
    }
    this.internals.setFormValue(entries);
    this.internals.setValidity(ticket || hasAnswer ? {} : { valueMissing: true }, missing, anchor);
  }

  /** One button is enough for a form: what was typed is verified first, and then the submission goes on. */
  readonly #beforeSubmit = (event: SubmitEvent): void => {
    if (this.value || this.handsOverCode || this.matches(':disabled')) return;
    const { submitter } = event;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.verify().then((isVerified) => isVerified && this.#form?.requestSubmit(submitter));
  };
}
