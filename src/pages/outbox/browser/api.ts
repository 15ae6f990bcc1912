import type { Schemas } from '@system-management/captcha-client';

export type Message = Schemas['OutboxMessageResponse'];

/** `data` of `GET /outbox/messages`. */
export interface Listing {
  /** Newest first. */
  readonly messages: readonly Message[];
  /** Whether these are all messages, and not only those after `after`. */
  readonly complete: boolean;
}

/** URL below which the server has the outbox, which a proxy may serve under a path prefix. This script is there, too. */
const OUTBOX = new URL('.', import.meta.url).href;
const MESSAGES = `${OUTBOX}messages`;

/**
 * @param query parameters of the operation; `wait` in milliseconds
 * @throws {Error} if the server does not answer with a listing
 */
export function readMessages(query: Readonly<Record<string, string>>): Promise<Listing> {
  return call<Listing>(`${MESSAGES}?${new URLSearchParams(query).toString()}`);
}

/**
 * Removes all messages.
 * @returns how many there were
 * @throws {Error} if the server does not answer with a success
 */
export async function clearMessages(): Promise<number> {
  return (await call<{ removed: number }>(MESSAGES, { method: 'DELETE' })).removed;
}

/** URL of the HTML of a mail. */
export function mailUrl(codeID: string): string {
  return `${OUTBOX}mail/${encodeURIComponent(codeID)}`;
}

async function call<Data>(url: string, init?: RequestInit): Promise<Data> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return ((await response.json()) as { data: Data }).data;
}
