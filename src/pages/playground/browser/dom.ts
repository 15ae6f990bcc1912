import type { PlaygroundTexts } from '../playground.texts.js';

/** URL of the server's `/`, which a proxy may serve under a path prefix. This script is one folder below it. */
export const ROOT = new URL('..', import.meta.url).href;

/** The texts of the page. */
export const texts = JSON.parse(find('texts').textContent) as PlaygroundTexts;

export function find<Found extends HTMLElement = HTMLElement>(id: string): Found {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found as Found;
}

/** Creates an element. Strings become text nodes, so text from the server is never parsed as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  if (className) created.className = className;
  created.append(...children);
  return created;
}

export function button(text: string, onClick: () => unknown): HTMLButtonElement {
  const created = element('button', 'quiet', text);
  created.type = 'button';
  created.addEventListener('click', () => void onClick());
  return created;
}

/** A button that copies a text. Hidden on insecure origins (plain http), where browsers have no clipboard API. */
export function copyButton(text: () => string): HTMLButtonElement {
  const { copy, copied } = texts;
  const created = button(copy, async () => {
    await navigator.clipboard.writeText(text());
    created.textContent = copied;
    setTimeout(() => (created.textContent = copy), 1500);
  });
  created.hidden = !isSecureContext;
  return created;
}
