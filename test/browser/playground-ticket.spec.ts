import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApp, UNLIMITED } from '../support/app.js';
import { describeWithBrowser } from '../support/browser/browser.js';
import { Playground, type VisitOptions } from './support/playground.js';

describeWithBrowser('/: the ticket in the playground', (open) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  const visit = (options?: VisitOptions) => Playground.visit(open, app, options);
  const clipboard = ({ page }: Playground) => page.evaluate<string>('navigator.clipboard.readText()');

  it('shows its claims, and copies it', async () => {
    const playground = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
    await playground.verify('E-mail', 'ticket@example.com');
    const claims = await playground.page.locator('#ticket dl').last().innerText();
    expect(claims).toMatch(/iss\s+system-management/);
    expect(claims).toMatch(/sub\s+ticket@example\.com/);
    await playground.press('Copy the ticket');
    await playground.page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await clipboard(playground)).toBe(await playground.page.locator('#ticket .raw').innerText());
    expect(playground.problems).toEqual([]);
  });

  it.each([
    ['Node.js', /const JWKS_URL = '(.*)'[^]*const AUDIENCE = '(.*)'[^]*const USE = '(.*)'/],
    ['Go', /jwksURL {2}= "(.*)"[^]*audience = "(.*)"[^]*use {6}= "(.*)"/],
    ['Java', /JWKS_URL = "(.*)"[^]*AUDIENCE = "(.*)"[^]*USE = "(.*)"/],
    ['Python', /JWKS_URL = "(.*)"[^]*AUDIENCE = "(.*)"[^]*USE = "(.*)"/],
  ] as const)(
    'shows how a backend in %s checks it, with the values of this server',
    async (language, constants) => {
      const playground = await visit({
        path: '/?use=register',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      await playground.verify('E-mail', `${language}@example.com`);
      await playground.page.getByRole('radio', { name: language }).check();
      const example = playground.page.locator('#example');
      await expect
        .poll(async () => constants.exec(await example.locator('pre').innerText())?.slice(1))
        .toEqual([`${app.url}/.well-known/jwks.json`, 'default', 'register']);
      await example.getByRole('button', { name: 'Copy' }).click();
      await playground.page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await clipboard(playground)).toBe(await example.locator('pre').textContent());
      expect(playground.problems).toEqual([]);
    },
  );

  it('starts over with the same account', async () => {
    const playground = await visit();
    await playground.verify('E-mail', 'again@example.com');
    await playground.press('Start over');
    expect(await playground.page.locator('#ticket').isVisible()).toBe(false);
    expect(await playground.code.inputValue()).toBe('');
    await playground.press('Send code');
    await playground.press('Fill in this code');
    await playground.press('Verify');
    await playground.page.getByText('Signature valid').waitFor();
    expect(playground.problems).toEqual([]);
  });
});
