import type { Schemas } from '@system-management/captcha-client';

export type Message = Schemas['OutboxMessageResponse'];

/** `data` of `GET /outbox/messages`. */
export interface Listing {
  /** Newest first. */
  readonly messages: readonly Message[];
  /** Whether these are all messages, and not only those after `after`. */
  readonly complete: boolean;
}

/** Relative, because a proxy may serve the page under a path prefix. */
const MESSAGES = 'outbox/messages';

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

async function call<Data>(url: string, init?: RequestInit): Promise<Data> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return ((await response.json()) as { data: Data }).data;
}
