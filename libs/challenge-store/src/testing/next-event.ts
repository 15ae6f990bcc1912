import type { EventEmitter } from 'node:events';

/** Resolves at the next event of this name. Unlike `events.once` it does not reject on `error` (a lost connection). */
export function nextEvent(emitter: EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => emitter.once(event, () => resolve()));
}
