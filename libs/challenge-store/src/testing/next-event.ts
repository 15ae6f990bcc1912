import type { EventEmitter } from 'node:events';

/** Resolves at the next such event. Unlike `events.once` it does not mind an `error`, which a lost connection is. */
export function nextEvent(emitter: EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => emitter.once(event, () => resolve()));
}
