import { codeBlock, copyButton, element, texts } from '../dom.js';
import { adviceOn } from './advice.js';
import { parseEnvelope, responseText } from './response-text.js';

/** One call: a line that unfolds to the curl command, the response, and what a client does with it. */
export class CallRow {
  readonly item: HTMLLIElement;
  readonly #details: HTMLDetailsElement;
  readonly #status = element('span', 'status', '…');
  readonly #code = element('span', 'code');
  readonly #time = element('span', 'time');
  readonly #advice = element('p', 'advice');
  readonly #response = codeBlock('');
  #raw = '';

  /** Unfolded at first. */
  constructor(path: string, curl: string) {
    const method = element('span', 'method', 'POST');
    const summary = element('summary', '', method, element('span', 'path', path));
    summary.append(this.#status, this.#code, this.#time);
    const copyCurl = copyButton(() => curl);
    const copyResponse = copyButton(() => this.#raw);
    this.#advice.hidden = true;
    this.#details = element(
      'details',
      'call',
      summary,
      this.#advice,
      element('div', 'part', element('h3', '', texts.curl), copyCurl, codeBlock(curl)),
      element('div', 'part', element('h3', '', texts.answer), copyResponse, this.#response),
    );
    this.#details.open = true;
    this.item = element('li', '', this.#details);
  }

  close(): void {
    this.#details.open = false;
  }

  complete(httpStatus: number, text: string, ms: number): void {
    this.#raw = text;
    this.#status.textContent = String(httpStatus);
    this.#status.dataset['tone'] = httpStatus < 400 ? 'success' : 'error';
    this.#time.textContent = `${Math.round(ms)} ms`;
    const envelope = parseEnvelope(text);
    this.#response.textContent = envelope ? responseText(envelope) : text;
    if (!envelope) return;
    this.#code.textContent = `code ${String(envelope.code)}`;
    this.#advice.textContent = adviceOn(envelope);
    this.#advice.hidden = this.#advice.textContent === '';
  }

  fail(): void {
    this.#status.textContent = texts.noAnswer;
    this.#status.dataset['tone'] = 'error';
  }
}
