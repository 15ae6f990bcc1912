import type { PlaygroundTexts } from '../texts.js';

/** What the server says about itself and in which words. */
export const settings = JSON.parse(find('settings').textContent) as {
  /** Whether messages wait in the outbox. */
  readonly outbox: boolean;
  readonly texts: PlaygroundTexts;
};

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
  const { copy, copied } = settings.texts;
  const made = button(copy, async () => {
    await navigator.clipboard.writeText(text());
    made.textContent = copied;
    setTimeout(() => (made.textContent = copy), 1500);
  });
  made.hidden = !isSecureContext;
  return made;
}
