import { curlOf } from './curl.js';
import { copyButton, element, find, texts } from './dom.js';

/** Pictures and sounds are long and say nothing to people. */
const LONGEST_SHOWN = 64;
const MOST_SHOWN = 20;

/** `fetch`, with every call listed on the page. */
export const listedFetch: typeof fetch = async (input, init) => {
  const began = performance.now();
  const url = input instanceof Request ? input.url : String(input);
  const body = typeof init?.body === 'string' ? init.body : '';
  const row = addCall(url, curlOf(url, (init?.headers ?? {}) as Record<string, string>, body));
  try {
    const response = await fetch(input, init);
    row.answered(response.status, await response.clone().text(), performance.now() - began);
    return response;
  } catch (error) {
    row.failed();
    throw error;
  }
};

function addCall(url: string, curl: string) {
  const status = element('span', 'status', '…');
  const code = element('span', 'code');
  const time = element('span', 'time');
  const answer = element('pre', '', '');
  answer.tabIndex = 0;
  const request = element('pre', '', curl);
  request.tabIndex = 0;
  let raw = '';
  const path = element('span', 'path', new URL(url, location.href).pathname);
  const row = element(
    'details',
    'call',
    element('summary', '', element('span', 'method', 'POST'), path, status, code, time),
    element(
      'div',
      'part',
      element('h3', '', texts.curl),
      copyButton(() => curl),
      request,
    ),
    element(
      'div',
      'part',
      element('h3', '', texts.answer),
      copyButton(() => raw),
      answer,
    ),
  );
  const list = find('calls');
  list.querySelector('.empty')?.remove();
  list.prepend(element('li', '', row));
  while (list.children.length > MOST_SHOWN) list.lastElementChild?.remove();
  return {
    answered(httpStatus: number, text: string, ms: number): void {
      raw = text;
      status.textContent = String(httpStatus);
      status.dataset['tone'] = httpStatus < 400 ? 'success' : 'error';
      time.textContent = `${Math.round(ms)} ms`;
      const { shown, envelopeCode } = readable(text);
      answer.textContent = shown;
      code.textContent = envelopeCode;
    },
    failed(): void {
      status.textContent = texts.noAnswer;
      status.dataset['tone'] = 'error';
    },
  };
}

/** Indented, and without the middle of what nobody reads. */
function readable(text: string): { readonly shown: string; readonly envelopeCode: string } {
  try {
    const answer = JSON.parse(text) as { code?: unknown };
    const shorten = (_key: string, value: unknown) =>
      typeof value === 'string' && value.startsWith('data:') && value.length > LONGEST_SHOWN
        ? `${value.slice(0, LONGEST_SHOWN)}… (${value.length})`
        : value;
    return { shown: JSON.stringify(answer, shorten, 2), envelopeCode: `code ${String(answer.code)}` };
  } catch {
    return { shown: text, envelopeCode: '' };
  }
}
