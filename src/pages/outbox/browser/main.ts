/* Shows the outbox, and long-polls for messages that arrive after the newest one received. */
import { fill } from '@system-management/i18n';
import { clearMessages, readMessages } from './api.js';
import { announce, sleep, texts } from './dom.js';
import { find } from '../../serving/browser/find.js';
import { startFilter } from './filter.js';
import { filterChanged, receive, setPaused } from './list.js';
import { keepTimesCurrent } from './times.js';

/** Milliseconds of one long poll. */
const WAIT = 25_000;
/** Milliseconds before the next attempt after a failed poll. */
const RETRY = 2_000;

startFilter(filterChanged);
find('pause').addEventListener('click', togglePause);
find('clear').addEventListener('click', () => void clear());
keepTimesCurrent();
void poll();

async function poll(): Promise<never> {
  let newest: string | undefined;
  for (let isFirst = true; ;) {
    try {
      const wait = isFirst ? '0' : String(WAIT);
      const listing = await readMessages({ wait, ...(newest !== undefined && { after: newest }) });
      if (find('status').textContent === texts.offline) announce('');
      receive(listing, isFirst);
      newest = listing.messages[0]?.codeID ?? (listing.complete ? undefined : newest);
      isFirst = false;
    } catch {
      announce(texts.offline);
      await sleep(RETRY);
    }
  }
}

let isPaused = false;

function togglePause(): void {
  isPaused = !isPaused;
  find('pause').textContent = isPaused ? texts.resume : texts.pause;
  setPaused(isPaused);
}

/** The pending poll answers then, and empties the list of this and of every other open page. */
async function clear(): Promise<void> {
  try {
    announce(fill(texts.cleared, { count: await clearMessages() }));
  } catch {
    announce(texts.offline);
  }
}
