import { find } from '../../serving/browser/find.js';
import type { OutboxTexts } from '../outbox.texts.js';

/** The texts of the page. */
export const texts = JSON.parse(find('texts').textContent) as OutboxTexts;

/** BCP 47 tag of the page. */
export const LANGUAGE = document.documentElement.lang;

/** Creates an element. Texts from the server become text nodes, so they are never parsed as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}

/** Shows a text in the status line, which screen readers announce. */
export function announce(text: string): void {
  find('status').textContent = text;
}

/** @param ms milliseconds */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
