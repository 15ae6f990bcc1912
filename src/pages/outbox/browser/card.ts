import { fill } from '@system-management/i18n';
import { mailUrl, type Message } from './api.js';
import { announce, element, sleep, texts } from './dom.js';
import { find } from '../../serving/browser/find.js';
import { showTime } from './times.js';

/** Milliseconds that a button says "Copied". */
const COPIED_MS = 2_000;

const template = find<HTMLTemplateElement>('message').content;

/** The list item of a message. */
export function cardOf(message: Message): HTMLLIElement {
  const li = template.querySelector('li')!.cloneNode(true) as HTMLLIElement;
  const values: Readonly<Record<string, string>> = { ...message, kind: kindOf(message) };
  for (const field of li.querySelectorAll<HTMLElement>('[data-field]'))
    field.textContent = values[field.dataset['field']!] ?? '';
  showTime(li.querySelector('time')!, message.at);
  const button = li.querySelector('button')!;
  button.setAttribute('aria-label', `${texts.copy} ${message.code}`);
  button.addEventListener('click', () => void copy(message.code, button));
  li.querySelector('.body')!.append(...bodyOf(message));
  return li;
}

/** The type of a message in the language of the page. */
export function kindOf({ type }: Message): string {
  return (texts as Readonly<Record<string, string>>)[type] ?? type;
}

/** A mail in a frame with its plain text below, an SMS as a bubble, the solution of an image as a note. */
function bodyOf({ html, text, subject, codeID, account, language }: Message): readonly HTMLElement[] {
  if (account === '') return [element('p', { textContent: texts.imageNote })];
  const written = { dir: 'auto', lang: language };
  if (html === '') return [element('p', { className: 'bubble', textContent: text, ...written })];
  const details = element('details');
  details.append(
    element('summary', { textContent: texts.plainText }),
    element('pre', { textContent: text, ...written }),
  );
  const frame = element('iframe', { title: fill(texts.mailFrame, { subject }), loading: 'lazy' });
  // Without any permission the mail cannot run scripts, submit forms, navigate or open windows.
  frame.sandbox.value = '';
  frame.src = mailUrl(codeID);
  return [element('p', { className: 'subject', textContent: subject, ...written }), frame, details];
}

async function copy(code: string, button: HTMLButtonElement): Promise<void> {
  if (!isSecureContext) {
    // Insecure origins (http from another machine) have no clipboard API: select the code, so that Ctrl+C copies it.
    document.getSelection()?.selectAllChildren(button.previousElementSibling!);
    return;
  }
  await navigator.clipboard.writeText(code);
  announce(`${texts.copied}: ${code}`);
  button.textContent = texts.copied;
  await sleep(COPIED_MS);
  button.textContent = texts.copy;
}
