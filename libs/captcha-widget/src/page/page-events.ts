/** What happens outside the field. */
export interface PageListener {
  /** The person has come back: to the tab or, `fromHistory`, to a page that the browser had suspended (bfcache). */
  readonly onReturn: (fromHistory: boolean) => void;
  /** An input of the page was edited. */
  readonly onChange: (target: EventTarget | null) => void;
}

/** Listens until `signal` aborts. */
export function listenToPage(root: Node, { onReturn, onChange }: PageListener, signal: AbortSignal): void {
  addEventListener('pageshow', ({ persisted }) => persisted && onReturn(true), { signal });
  document.addEventListener('visibilitychange', () => document.hidden || onReturn(false), { signal });
  root.addEventListener('change', ({ target }) => onChange(target), { signal });
}

/** Other scripts of the page get this time to set the field up. */
const MAX_SETUP_MS = 500;

/**
 * Calls back when the scripts of the page have run, so that a field whose attributes they set sends one request: after
 * DOMContentLoaded or {@link MAX_SETUP_MS}, or in the next task of a page that has been loaded. It may call back twice,
 * unless the callback aborts `signal`.
 */
export function afterSetup(callback: () => void, signal: AbortSignal): void {
  const run = () => signal.aborted || callback();
  setTimeout(run, document.readyState === 'complete' ? 0 : MAX_SETUP_MS);
  document.addEventListener('DOMContentLoaded', () => setTimeout(run), { once: true, signal });
}
