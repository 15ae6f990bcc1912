import { describeWithCommand } from '@system-management/challenge-store/testing';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

/** Debian's Chromium. It needs --no-sandbox to run as root; the other flags disable its background requests. */
const LAUNCH = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/**
 * Milliseconds. Detects a page that hangs, not one that is slow: Scalar takes longer than playwright's 30 s on a CPU that
 * is throttled to an eighth.
 */
const ACTION_TIMEOUT = 60_000;

/** A page and the problems recorded on it. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, CSP violations, uncaught errors and requests to hosts other than loopback, in order. */
  readonly problems: readonly string[];
}

/** Opens a page in a new browser context; the contexts are closed after the suite. */
export type OpenPage = (options?: BrowserContextOptions) => Promise<WatchedPage>;

/** `describe()` for a suite that needs Chromium; see `describeWithCommand()`. */
export function describeWithBrowser(name: string, body: (open: OpenPage) => void): void {
  describeWithCommand('chromium', name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch(LAUNCH);
    });
    afterAll(() => browser.close());
    body(async (options) => watch(await browser.newContext(options)));
  });
}

async function watch(context: BrowserContext): Promise<WatchedPage> {
  const problems: string[] = [];
  context.setDefaultTimeout(ACTION_TIMEOUT);
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1' && hostname !== 'localhost',
    async (route) => {
      problems.push(`requested ${route.request().url()}`);
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  // Chromium reports CSP violations as console errors, too.
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return { page, context, problems };
}
