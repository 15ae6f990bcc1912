import type { OutboxTexts } from '../outbox.texts.js';

/** The texts of the page. */
export const texts = JSON.parse(find('texts').textContent) as OutboxTexts;

/** BCP 47 tag of the page. */
export const LANGUAGE = document.documentElement.lang;

/** @throws {Error} if the page has no such element */
export function find<Found extends HTMLElement = HTMLElement>(id: string): Found {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found as Found;
}

/** Creates an element. Texts from the server become text nodes, so they are never parsed as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}

/** Replaces each `{name}` of a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

/** Shows a text in the status line, which screen readers announce. */
export function announce(text: string): void {
  find('status').textContent = text;
}

/** @param ms milliseconds */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
