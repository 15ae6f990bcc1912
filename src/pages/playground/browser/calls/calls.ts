import { find } from '../../../serving/browser/find.js';
import { CallRow } from './call-row.js';
import { curlOf } from './curl.js';

const MAX_CALLS = 20;

/** The row that is open because it is the newest. */
let newest: CallRow | undefined;

/** `fetch` that lists every call on the page. */
export const listedFetch: typeof fetch = async (input, init) => {
  const startedAt = performance.now();
  const url = input instanceof Request ? input.url : String(input);
  const body = typeof init?.body === 'string' ? init.body : '';
  const row = addCall(url, curlOf(url, (init?.headers ?? {}) as Record<string, string>, body));
  try {
    const response = await fetch(input, init);
    row.complete(response.status, await response.clone().text(), performance.now() - startedAt);
    return response;
  } catch (error) {
    row.fail();
    throw error;
  }
};

function addCall(url: string, curl: string): CallRow {
  newest?.close();
  newest = new CallRow(new URL(url, location.href).pathname, curl);
  const list = find('calls');
  list.querySelector('.empty')?.remove();
  list.prepend(newest.item);
  while (list.children.length > MAX_CALLS) list.lastElementChild?.remove();
  return newest;
}
