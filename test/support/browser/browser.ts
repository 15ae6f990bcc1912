import { describeWithCommand } from '@system-management/challenge-store/testing';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

/** Debian's browser; as root it runs without its sandbox, and it asks nobody but the pages under test. */
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

/** A page, and everything that went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, violated policies, uncaught errors and requests to anywhere but loopback, as they happen. */
  readonly problems: readonly string[];
}

/** Opens one page in a browser context of its own; all are closed with the suite. */
export type OpenPage = (options?: BrowserContextOptions) => Promise<WatchedPage>;

/** A suite that needs a real browser. */
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
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1' && hostname !== 'localhost',
    async (route) => {
      problems.push(`asked for ${route.request().url()}`);
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  // Chromium reports a violated Content-Security-Policy as a console error, too.
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return { page, context, problems };
}
