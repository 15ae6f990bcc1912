import { curlOf } from './curl.js';
import { copyButton, element, find, texts } from './dom.js';

/** Data URIs are cut after this many characters. */
const MAX_DATA_URI_LENGTH = 64;
const MAX_CALLS = 20;

/** `fetch` that lists every call on the page. */
export const listedFetch: typeof fetch = async (input, init) => {
  const startedAt = performance.now();
  const url = input instanceof Request ? input.url : String(input);
  const body = typeof init?.body === 'string' ? init.body : '';
  const row = addCall(url, curlOf(url, (init?.headers ?? {}) as Record<string, string>, body));
  try {
    const response = await fetch(input, init);
    row.completed(response.status, await response.clone().text(), performance.now() - startedAt);
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
  const response = element('pre', '', '');
  response.tabIndex = 0;
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
      response,
    ),
  );
  const list = find('calls');
  list.querySelector('.empty')?.remove();
  list.prepend(element('li', '', row));
  while (list.children.length > MAX_CALLS) list.lastElementChild?.remove();
  return {
    completed(httpStatus: number, text: string, ms: number): void {
      raw = text;
      status.textContent = String(httpStatus);
      status.dataset['tone'] = httpStatus < 400 ? 'success' : 'error';
      time.textContent = `${Math.round(ms)} ms`;
      const { shown, envelopeCode } = readable(text);
      response.textContent = shown;
      code.textContent = envelopeCode;
    },
    failed(): void {
      status.textContent = texts.noAnswer;
      status.dataset['tone'] = 'error';
    },
  };
}

/** Indents JSON and shortens its data URIs. */
function readable(text: string): { readonly shown: string; readonly envelopeCode: string } {
  try {
    const body = JSON.parse(text) as { code?: unknown };
    const shorten = (_key: string, value: unknown) =>
      typeof value === 'string' && value.startsWith('data:') && value.length > MAX_DATA_URI_LENGTH
        ? `${value.slice(0, MAX_DATA_URI_LENGTH)}… (${value.length})`
        : value;
    return { shown: JSON.stringify(body, shorten, 2), envelopeCode: `code ${String(body.code)}` };
  } catch {
    return { shown: text, envelopeCode: '' };
  }
}
