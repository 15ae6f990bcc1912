import { createCaptchaClient, type Schemas } from '@system-management/captcha-client';
import { button, element, find, texts } from './dom.js';

type Message = Schemas['OutboxMessageResponse'];

const api = createCaptchaClient({ baseUrl: location.origin });
/** Milliseconds of one long poll. */
const WAIT = 20_000;
/** Shown in place of the answer until the user reveals it. */
const HIDDEN = '••••••';

/** Whether the server has its outbox on. */
const hasOutbox = find('inbox').dataset['hasOutbox'] === 'true';

let polling = new AbortController();

/** Polls the outbox for the message of a code, and shows it. Aborts the poll for an earlier code. */
export async function showMessage(codeID: string, fillIn: (code: string) => void): Promise<void> {
  if (!hasOutbox) return;
  polling.abort();
  polling = new AbortController();
  const { signal } = polling;
  const query = { codeID, wait: WAIT };
  const { data } = await api
    .GET('/outbox/messages', { params: { query }, signal })
    .catch(() => ({ data: undefined }));
  const message = data?.data.messages[0];
  if (message && !signal.aborted) find('inbox').replaceChildren(rendered(message, fillIn));
}

/** Clears the inbox. */
export function emptyInbox(): void {
  polling.abort();
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
