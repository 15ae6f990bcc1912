import type { PlaygroundTexts } from '../playground.texts.js';

/** The words of the page. */
export const texts = JSON.parse(find('texts').textContent) as PlaygroundTexts;

export function find<Found extends HTMLElement = HTMLElement>(id: string): Found {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found as Found;
}

/** One element; texts stay texts, so nothing a server sent is ever parsed as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A button that runs `act`. */
export function button(text: string, act: () => unknown): HTMLButtonElement {
  const made = element('button', 'quiet', text);
  made.type = 'button';
  made.addEventListener('click', () => void act());
  return made;
}

/** Copies a text, and says so for a moment. Not there where a browser keeps the clipboard to itself (plain http). */
export function copyButton(text: () => string): HTMLButtonElement {
  const { copy, copied } = texts;
  const made = button(copy, async () => {
    await navigator.clipboard.writeText(text());
    made.textContent = copied;
    setTimeout(() => (made.textContent = copy), 1500);
  });
  made.hidden = !isSecureContext;
  return made;
}
