import type { View } from '../view/view.js';

/** Most responses arrive earlier; then nothing flashes and screen readers read only the result. */
const DELAY_MS = 300;

/** Why the person waits. */
export type WaitingText = 'waiting' | 'solving' | 'solve';

/** The waiting state: a spinner in the pressed button, and a status text that screen readers announce. */
export class Waiting {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;
  readonly #view: View;
  readonly #announce: (text: WaitingText) => void;

  /** @param announce shows the status text */
  constructor(view: View, announce: (text: WaitingText) => void) {
    this.#view = view;
    this.#announce = announce;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  start(control: HTMLButtonElement): void {
    this.#isOn = true;
    this.#timer = setTimeout(() => this.show(control, 'waiting'), DELAY_MS);
  }

  /** Shows it at once. */
  show(control: HTMLButtonElement, text: WaitingText): void {
    this.#isOn = true;
    control.dataset['waiting'] = '';
    this.#announce(text);
  }

  stop(): void {
    this.#isOn = false;
    clearTimeout(this.#timer);
    for (const { dataset } of this.#view.controls) delete dataset['waiting'];
  }
}
