import { find } from '../../serving/browser/find.js';
import type { PlaygroundData } from '../playground-data.types.js';
import type { PlaygroundTexts } from '../playground.texts.js';

/** URL of the server's `/`, which a proxy may serve under a path prefix. This script is one folder below it. */
export const ROOT = new URL('..', import.meta.url).href;

/** The texts of the page. */
export const texts = JSON.parse(find('texts').textContent) as PlaygroundTexts;

/** What the server says about itself. */
export const data = JSON.parse(find('data').textContent) as PlaygroundData;

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

/**
 * A button that copies a text. Hidden on insecure origins (plain http), where browsers have no clipboard API.
 * @param label of the button @default "Copy"
 */
export function copyButton(text: () => string, label: string = texts.copy): HTMLButtonElement {
  const created = button(label, async () => {
    await navigator.clipboard.writeText(text());
    created.textContent = texts.copied;
    setTimeout(() => (created.textContent = label), 1500);
  });
  created.hidden = !isSecureContext;
  return created;
}

/** A scrollable block of code, which the keyboard can reach. */
export function codeBlock(code: string): HTMLPreElement {
  const block = element('pre', '', code);
  block.tabIndex = 0;
  return block;
}
