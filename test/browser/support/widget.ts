import type { Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { CAPTCHA, TestApp } from '../../support/app.js';
import { describeWithBrowser, type OpenPage } from '../../support/browser/browser.js';
import { type TenantsFile, writeTenantsFile } from '../../support/tenants-file.js';

/** The strictest policy for a page that loads the script, calls its server and shows data URIs. */
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; media-src data:; form-action 'self'";

/** The minified module that the server sends. */
export const BUNDLE = 'libs/captcha-widget/dist/served/captcha-field.js';

/** The page around the field. */
export interface HostOptions {
  readonly around?: (field: string) => string;
  /** @default 'en' */
  readonly lang?: string;
  /** Source of a module script that runs after the one of the field. */
  readonly script?: string;
  /** Directives that are added to the Content-Security-Policy, such as `worker-src 'none'`. */
  readonly policy?: string;
}

/** The application, and pages that embed `<captcha-field>`. */
export class WidgetHost {
  constructor(
    readonly open: OpenPage,
    private readonly started: () => TestApp,
  ) {}

  get app(): TestApp {
    return this.started();
  }

  /** Opens a page with the field, under a Content-Security-Policy that allows only what the field needs. */
  async page(
    attributes: string,
    { around = (field) => field, lang = 'en', script, policy = '' }: HostOptions = {},
  ) {
    const watched = await this.open();
    onTestFinished(() => watched.context.close());
    const { page } = watched;
    const html = `<!doctype html><html lang="${lang}"><meta name="viewport" content="width=device-width"><title>Host</title>
      <script type="module" src="/captcha-field.js"></script>${script === undefined ? '' : '<script type="module" src="/host.js"></script>'}
      <main><h1>Host</h1>${around(`<captcha-field ${attributes}></captcha-field>`)}</main>`;
    await page.route(`${this.app.url}/host`, (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'Content-Security-Policy': `${POLICY}; ${policy}` },
        body: html,
      }),
    );
    await page.route(`${this.app.url}/host.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script ?? '' }),
    );
    let posts = 0;
    page.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0));
    return {
      ...watched,
      ...this.#parts(page),
      /** The number of API requests. */
      posts: () => posts,
    };
  }

  #parts(page: Page) {
    const field = page.locator('captcha-field');
    return {
      go: () => page.goto(`${this.app.url}/host`),
      field,
      input: field.getByRole('textbox'),
      send: field.locator('[part~=send]'),
      verify: field.locator('[part~=verify]'),
      image: field.getByRole('img'),
      status: field.getByRole('status'),
      /** Where the code was sent. */
      sent: field.locator('[part=sent] > span'),
      change: field.locator('[part~=change]'),
      /** The `detail` of the next event of this name. */
      next: (name: string) =>
        page.evaluate<Record<string, unknown>>(
          `new Promise((resolve) => document.addEventListener('${name}', ({ detail }) => resolve(detail), { once: true }))`,
        ),
      /** A computed style of an element in the field. */
      style: (selector: string, property: string, pseudo = '') =>
        page.evaluate<string>(
          `getComputedStyle(document.querySelector('captcha-field').shadowRoot.querySelector('${selector}'), '${pseudo}')['${property}']`,
        ),
      /** The value of an expression on the element, such as `value`. */
      property: <Value>(expression: string) =>
        page.evaluate<Value>(`document.querySelector('captcha-field').${expression}`),
    };
  }

  /** The code of the newest message to an account; '' for images. */
  async codeOf(account: string): Promise<string> {
    const { body } = await this.app.fetch<{ messages: { code: string }[] }>(
      `/outbox/messages?account=${encodeURIComponent(account)}&wait=5000`,
    );
    return body.data.messages[0]!.code;
  }

  /** The number of messages to an account. */
  async messagesTo(account: string): Promise<number> {
    const { body } = await this.app.fetch<{ messages: object[] }>(
      `/outbox/messages?account=${encodeURIComponent(account)}`,
    );
    return body.data.messages.length;
  }

  /** Answers the next request for a code; the returned function gives its body. */
  async mockResponseOnce(
    page: Page,
    envelope: object,
    { status = 200, language = 'en' } = {},
  ): Promise<() => unknown> {
    let body: unknown;
    await page.route(
      `${this.app.url}${CAPTCHA}`,
      (route) => {
        body = route.request().postDataJSON();
        return route.fulfill({ status, json: envelope, headers: { 'Content-Language': language } });
      },
      { times: 1 },
    );
    return () => body;
  }

  /** Holds the next request of a path until the returned function is called. */
  async holdRequestOnce(page: Page, path = CAPTCHA): Promise<() => void> {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(
      `${this.app.url}${path}`,
      async (route) => {
        await held;
        await route.continue();
      },
      { times: 1 },
    );
    return release;
  }
}

/** A WAV data URI with 8 samples. */
export const SPOKEN = `data:audio/wav;base64,${Buffer.concat([
  Buffer.from('RIFF'),
  Buffer.from([44, 0, 0, 0]),
  Buffer.from('WAVEfmt '),
  Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]),
  Buffer.from('data'),
  Buffer.from([8, 0, 0, 0, 128, 128, 128, 128, 128, 128, 128, 128]),
]).toString('base64')}`;

/** A response of the contract to a request for a code that was sent. */
export const sentResponse = (data: object = {}) => ({
  code: 0,
  msg: 'success',
  data: { codeID: 'B'.repeat(20), url: '', expire: 180, resendAfter: 60, sentTo: 'a***@e***.com', ...data },
});

/** Presses the browser's Back button to a page that the browser had suspended: Chromium does that only without a debugger. */
export function returnFromHistory(page: Page): Promise<unknown> {
  return page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
}

/** Suite in a browser with an application whose limits do not interfere. */
export function describeWidget(name: string, body: (host: WidgetHost) => void): void {
  describeWithBrowser(name, (open) => {
    let app: TestApp;
    let tenants: TenantsFile;
    beforeAll(async () => {
      tenants = await writeTenantsFile(TENANTS);
      app = await TestApp.start({ env: tenants.env });
    });
    afterAll(async () => {
      await app.close();
      await tenants.remove();
    });
    body(new WidgetHost(open, () => app));
  });
}

const ADDRESS = { messagesPerHour: 1000, imagesPerMinute: 1000, wrongPerHour: 1000 };

const TENANTS = {
  tenants: [
    {
      code: 'default',
      policy: { limits: { address: ADDRESS, stepUp: { perAccountHour: 2, perAddressHour: 1000 } } },
    },
    // Every code needs a picture.
    {
      code: 'careful',
      policy: { limits: { address: ADDRESS, stepUp: { perAccountHour: 0, perAddressHour: 1000 } } },
    },
    // Every code needs a proof of work.
    {
      code: 'solved',
      stepUp: { presentation: 'pow' },
      pow: { cost: 100, tries: 40 },
      policy: { limits: { address: ADDRESS, stepUp: { perAccountHour: 0, perAddressHour: 1000 } } },
    },
    {
      code: 'attacked',
      policy: {
        limits: { address: ADDRESS, recipient: { gap: 0 } },
        purposes: { register: {}, login: { limits: { recipient: { gap: 60 } } } },
      },
    },
  ],
};
