import { LocalizedElement } from './localized-element.js';

/** The form control API of a form-associated custom element. */
export abstract class FieldElement extends LocalizedElement {
  static readonly formAssociated = true;

  protected readonly _internals = this.attachInternals();
  /** Whether a form has taken the current ticket or code: `submit`, or `new FormData(form)`. */
  protected _isSubmitted = false;
  #form: HTMLFormElement | null = null;
  #isVerifying = false;

  /** The ticket; empty until the code is verified. */
  abstract get value(): string;
  /** Whether the form can be submitted as it is. */
  protected abstract get _isReady(): boolean;
  /** Submits the typed answer. */
  abstract verify(): Promise<boolean>;

  get form(): HTMLFormElement | null {
    return this._internals.form;
  }
  get validity(): ValidityState {
    return this._internals.validity;
  }
  get validationMessage(): string {
    return this._internals.validationMessage;
  }
  get willValidate(): boolean {
    return this._internals.willValidate;
  }
  checkValidity(): boolean {
    return this._internals.checkValidity();
  }
  reportValidity(): boolean {
    return this._internals.reportValidity();
  }

  formAssociatedCallback(form: HTMLFormElement | null): void {
    this.#form?.removeEventListener('submit', this.#beforeSubmit, true);
    this.#form?.removeEventListener('formdata', this.#onFormData);
    this.#form = form;
    form?.addEventListener('submit', this.#beforeSubmit, true);
    form?.addEventListener('formdata', this.#onFormData);
  }

  /** Whether the form submits `codeID` and `code`, for a backend that verifies them itself. */
  get _submitsCode(): boolean {
    return this.getAttribute('submit') === 'code';
  }

  /** Whether a button of the form submits it, which also verifies the code. */
  protected get _hasSubmitButton(): boolean {
    const controls = [...(this.form?.elements ?? [])] as { readonly type?: string }[];
    return controls.some(({ type }) => type === 'submit');
  }

  /** Sets `:state(name)` in browsers that support `CustomStateSet`. */
  protected _setState(name: string, isOn: boolean): void {
    (this._internals.states as Set<string> | undefined)?.[isOn ? 'add' : 'delete'](name);
  }

  /**
   * Sets the form entries and the validity.
   * @param missing message of the constraint validation while there is no answer; browsers show it at `anchor`. Empty:
   * the field is valid without one
   */
  protected _setFormEntries(
    ticket: string,
    codeID: string | undefined,
    code: string,
    missing: string,
    anchor: HTMLElement,
  ): void {
    const hasAnswer = codeID !== undefined && code !== '';
    const entries = new FormData();
    if (ticket) entries.set(this.name || 'ticket', ticket);
    else if (this._submitsCode && hasAnswer) {
      entries.set('type', this.type);
      entries.set('codeID', codeID);
      entries.set('code', code);
    }
    // No state: browsers must not keep the ticket in the history of the session, to restore it.
    this._internals.setFormValue(entries, null);
    this._internals.setValidity(
      ticket || hasAnswer || !missing ? {} : { valueMissing: true },
      missing,
      anchor,
    );
  }

  readonly #onFormData = (): void => {
    this._isSubmitted = true;
  };

  /** Verifies the typed code first, then repeats the submission. */
  readonly #beforeSubmit = (event: SubmitEvent): void => {
    if (this._isReady || this.matches(':disabled')) return;
    const { submitter } = event;
    event.preventDefault();
    event.stopImmediatePropagation();
    // A second click must not submit the form twice.
    if (this.#isVerifying) return;
    this.#isVerifying = true;
    void this.verify().then(() => {
      this.#isVerifying = false;
      if (this._isReady) this.#form?.requestSubmit(submitter);
    });
  };
}
