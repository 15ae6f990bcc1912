import type { Schemas } from '@system-management/captcha-client';
import { button, element, texts } from './dom.js';

type Message = Schemas['OutboxMessageResponse'];

/** Shown in place of the answer until the user reveals it. */
const HIDDEN = '••••••';

/** A message of the outbox: a mail, a text message, or the answer to a picture. */
export function renderMessage(message: Message, fillIn: (code: string) => void): HTMLElement {
  const fill = button(texts.fill, () => fillIn(message.code));
  if (message.account === '') return renderAnswer(message, fill);
  const text = element('div', 'text', ...paragraphs(message));
  text.lang = message.language;
  text.dir = 'auto';
  if (message.subject === '') {
    const time = element('p', 'meta', `${message.account} · ${timeOf(message)}`);
    return element('div', 'message', time, element('div', 'bubble', text), fill);
  }
  const subject = element('h3', '', message.subject);
  subject.lang = message.language;
  const meta = element('p', 'meta', `${texts.mailTo} ${message.account} · ${timeOf(message)}`);
  return element('div', 'message', element('div', 'mail', subject, meta, text), fill);
}

function renderAnswer({ code }: Message, fill: HTMLButtonElement): HTMLElement {
  const answer = element('span', 'answer', HIDDEN);
  const reveal = button(texts.reveal, () => {
    answer.textContent = code;
    reveal.replaceWith(fill);
    fill.focus();
  });
  return element('div', 'message', element('p', 'image-answer', texts.inboxImage, answer), reveal);
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
