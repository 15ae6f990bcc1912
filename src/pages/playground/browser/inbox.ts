import { createCaptchaClient, type Schemas } from '@system-management/captcha-client';
import { button, element, find, ROOT, texts } from './dom.js';

type Message = Schemas['OutboxMessageResponse'];

const api = createCaptchaClient({ baseUrl: ROOT });
/** Shown in place of the answer until the user reveals it. */
const HIDDEN = '••••••';

/** Whether the server has its outbox on. */
const hasOutbox = find('inbox').dataset['hasOutbox'] === 'true';

/** A code and the request for it, as typed. */
export type IssuedCode = Pick<Message, 'codeID' | 'type' | 'use' | 'tenant' | 'account'>;

let reading = new AbortController();

/**
 * Shows the message of a code. If the code repeats a live one, nothing was sent for it: then the newest message to the
 * same account has the code. Ends the search for an earlier code.
 */
export async function showMessage(issued: IssuedCode, fillIn: (code: string) => void): Promise<void> {
  if (!hasOutbox) return;
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  const [own] = await messages({ codeID: issued.codeID }, signal);
  const message = own ?? (await messages({ account: issued.account }, signal)).find(isRepeatedBy(issued));
  if (message && !signal.aborted) find('inbox').replaceChildren(rendered(message, fillIn));
}

async function messages(
  query: { codeID?: string; account?: string },
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const { data } = await api
    .GET('/outbox/messages', { params: { query }, signal })
    .catch(() => ({ data: undefined }));
  return data?.data.messages ?? [];
}

function isRepeatedBy({ type, use, tenant }: IssuedCode): (earlier: Message) => boolean {
  return (earlier) => earlier.type === type && earlier.use === use && earlier.tenant === tenant;
}

/** Clears the inbox. */
export function emptyInbox(): void {
  reading.abort();
  const { inboxEmpty, inboxOff } = texts;
  find('inbox').replaceChildren(element('p', 'empty', hasOutbox ? inboxEmpty : inboxOff));
}

function rendered(message: Message, fillIn: (code: string) => void): HTMLElement {
  const use = button(texts.fill, () => fillIn(message.code));
  if (message.type === 'image') {
    const answer = element('span', 'answer', HIDDEN);
    const reveal = button(texts.reveal, () => {
      answer.textContent = message.code;
      reveal.replaceWith(use);
      use.focus();
    });
    return element('div', 'message', element('p', 'image-answer', texts.inboxImage, answer), reveal);
  }
  const text = element('div', 'text', ...paragraphs(message));
  text.lang = message.language;
  text.dir = 'auto';
  if (message.type === 'phone') {
    const time = element('p', 'meta', `${message.account} · ${timeOf(message)}`);
    return element('div', 'message', time, element('div', 'bubble', text), use);
  }
  const subject = element('h3', '', message.subject);
  subject.lang = message.language;
  const meta = element('p', 'meta', `${texts.mailTo} ${message.account} · ${timeOf(message)}`);
  return element('div', 'message', element('div', 'mail', subject, meta, text), use);
}

/** The plain text of the message, with its code emphasized. */
function paragraphs({ text, code }: Message): HTMLElement[] {
  return text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      if (line.trim() === code) return element('p', 'alone', element('strong', 'answer', code));
      const parts = line
        .split(code)
        .flatMap((part, index) => (index ? [element('strong', '', code), part] : [part]));
      return element('p', '', ...parts);
    });
}

function timeOf({ at }: Message): string {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, {
    hour: 'numeric',
    minute: '2-digit',
  });
}
