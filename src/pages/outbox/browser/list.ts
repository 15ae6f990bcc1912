import { fill } from '@system-management/i18n';
import type { Listing, Message } from './api.js';
import { cardOf, kindOf } from './card.js';
import { announce, texts } from './dom.js';
import { find } from '../../serving/browser/find.js';
import { isMatch, searchAccount, showCounts } from './filter.js';

/** Messages on the page; the server keeps as many. */
const CAPACITY = 200;

interface Entry {
  readonly message: Message;
  readonly card: HTMLLIElement;
}

const list = find('messages');
/** On the page, newest first; the filter hides some. */
let entries: readonly Entry[] = [];
/** Arrived during a pause, newest first. */
let held: readonly Message[] = [];
let isPaused = false;

/** Adds the messages of a listing, and removes what a complete listing does not contain. */
export function receive({ messages, complete }: Listing, isFirst: boolean): void {
  if (complete) keepOnly(new Set(messages.map(({ codeID }) => codeID)));
  const known = new Set([...entries.map(({ message }) => message), ...held].map(({ codeID }) => codeID));
  const arrived = messages.filter(({ codeID }) => !known.has(codeID));
  held = [...arrived, ...held].slice(0, CAPACITY);
  // Announce only messages that arrived after the page was opened, and that the user sees.
  const latest = arrived.find(isMatch);
  if (latest && !isFirst && !isPaused) announce(fill(texts.arrived, { ...latest, type: kindOf(latest) }));
  insertHeld();
  void search();
}

/** During a pause, new messages are counted, and are inserted afterwards. */
export function setPaused(isOn: boolean): void {
  isPaused = isOn;
  insertHeld();
}

/** Shows the messages that the filter matches, and announces how many they are. */
export function filterChanged(): void {
  const count = applyFilter();
  announce(fill(texts.shown, { shown: count, count: entries.length }));
  void search();
}

function keepOnly(ids: ReadonlySet<string>): void {
  for (const { message, card } of entries) if (!ids.has(message.codeID)) card.remove();
  entries = entries.filter(({ message }) => ids.has(message.codeID));
  held = held.filter(({ codeID }) => ids.has(codeID));
}

function insertHeld(): void {
  if (!isPaused) {
    const added = held.map((message) => ({ message, card: cardOf(message) }));
    list.prepend(...added.map(({ card }) => card));
    entries = [...added, ...entries];
    for (const { card } of entries.slice(CAPACITY)) card.remove();
    entries = entries.slice(0, CAPACITY);
    held = [];
  }
  applyFilter();
}

async function search(): Promise<void> {
  if (await searchAccount()) applyFilter();
}

/** @returns how many messages are visible */
function applyFilter(): number {
  for (const { message, card } of entries) card.hidden = !isMatch(message);
  const shown = entries.filter(({ card }) => !card.hidden).length;
  const nothing = find('nothing');
  nothing.hidden = shown > 0;
  nothing.textContent = entries.length === 0 ? texts.empty : texts.noMatch;
  const count = held.filter(isMatch).length;
  find('held').textContent = count === 0 ? '' : fill(texts.held, { count });
  showCounts(entries.map(({ message }) => message));
  return shown;
}
