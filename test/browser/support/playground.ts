import type { BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { TestApp } from '../../support/app.js';
import type { OpenPage, WatchedPage } from '../../support/browser/browser.js';

/** The playground in a browser, as a person uses it. */
export class Playground {
  private constructor(
    readonly page: Page,
    readonly context: WatchedPage['context'],
    readonly problems: readonly string[],
  ) {}

  /** Opens the page and waits for the field. The browser context is closed after the test. */
  static async visit(
    open: OpenPage,
    app: TestApp,
    { path = '/', prepare, ...options }: VisitOptions = {},
  ): Promise<Playground> {
    const { page, context, problems } = await open({ locale: 'en-US', ...options });
    onTestFinished(() => context.close());
    await prepare?.(page);
    await page.goto(app.url + path);
    const playground = new Playground(page, context, problems);
    await playground.code.waitFor();
    return playground;
  }

  /** The input of the code. */
  get code() {
    return this.page.locator('captcha-field').getByRole('textbox');
  }

  /** The message of the field. */
  get status() {
    return this.page.locator('captcha-field').getByRole('status');
  }

  /** The button of the field that counts down to the next code. */
  get gap() {
    return this.page.locator('captcha-field').locator('button', { hasText: /\d:\d\d|\d+ s/ });
  }

  /** The newest call of the list. */
  get newestCall() {
    return this.page.locator('.call').first();
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Selects a type and enters the account. */
  async choose(type: 'E-mail' | 'SMS', account: string): Promise<void> {
    await this.page.getByRole('radio', { name: type }).check();
    const line = this.page.getByLabel(type === 'E-mail' ? 'E-mail address' : 'Phone number');
    await line.fill(account);
    await line.blur();
  }

  /** Sends a code, and enters it from the outbox. */
  async verify(type: 'E-mail' | 'SMS', account: string): Promise<void> {
    await this.choose(type, account);
    await this.press('Send code');
    await this.press('Fill in this code');
    await this.press('Verify');
    await this.page.getByText('Signature valid').waitFor();
  }
}

export interface VisitOptions extends BrowserContextOptions {
  /** @default '/' */
  readonly path?: string;
  /** Called before the page is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}
