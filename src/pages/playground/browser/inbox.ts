import { createCaptchaClient, type Schemas } from '@system-management/captcha-client';
import { data, element, ROOT, texts } from './dom.js';
import { find } from '../../serving/browser/find.js';
import { renderMessage } from './message.js';

type Message = Schemas['OutboxMessageResponse'];

const api = createCaptchaClient({ baseUrl: ROOT });

/** A code and the request for it, as typed. */
export type IssuedCode = Pick<Message, 'codeID' | 'type' | 'use' | 'tenant' | 'account'>;

let reading = new AbortController();

/**
 * Shows the message of a code. If the code repeats a live one, nothing was sent for it: then the newest message to the
 * same account has the code. Ends the search for an earlier code.
 */
export async function showMessage(issued: IssuedCode, fillIn: (code: string) => void): Promise<void> {
  if (!data.hasOutbox) return;
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  const [own] = await messages({ codeID: issued.codeID }, signal);
  const message = own ?? (await messages({ account: issued.account }, signal)).find(isRepeatedBy(issued));
  if (message && !signal.aborted) find('inbox').replaceChildren(renderMessage(message, fillIn));
}

/** @returns the code; empty when the outbox does not have it */
export async function codeOf(codeID: string): Promise<string> {
  const [message] = await messages({ codeID });
  return message?.code ?? '';
}

async function messages(
  query: { codeID?: string; account?: string },
  signal?: AbortSignal,
): Promise<readonly Message[]> {
  const { data: body } = await api
    .GET('/outbox/messages', { params: { query }, ...(signal && { signal }) })
    .catch(() => ({ data: undefined }));
  return body?.data.messages ?? [];
}

function isRepeatedBy({ type, use, tenant }: IssuedCode): (earlier: Message) => boolean {
  return (earlier) => earlier.type === type && earlier.use === use && earlier.tenant === tenant;
}

/** Clears the inbox. @param presentation of the image that is requested, or empty */
export function emptyInbox(presentation: string): void {
  reading.abort();
  const { inboxEmpty, inboxOff, inboxProof } = texts;
  const text = presentation === 'pow' ? inboxProof : data.hasOutbox ? inboxEmpty : inboxOff;
  find('inbox').replaceChildren(element('p', 'empty', text));
}
