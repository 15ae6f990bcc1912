import { MemoryStore } from '@system-management/challenge-store';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { CHALLENGE_STORE } from '../../src/storage/storage.module.js';
import { TestApp } from '../support/app.js';
import { describeWithBrowser } from '../support/browser/browser.js';
import { writeTenantsFile } from '../support/tenants-file.js';
import { Playground, type VisitOptions } from './support/playground.js';

const DEMO = { TENANTS_FILE: 'config/tenants.demo.yaml' };

describeWithBrowser('/: the failures that the playground simulates', (open) => {
  let app: TestApp;
  let aheadMs = 0;
  beforeAll(async () => {
    app = await TestApp.start({
      env: DEMO,
      override: (builder) =>
        builder
          .overrideProvider(CHALLENGE_STORE)
          .useValue(new MemoryStore({ now: () => Date.now() + aheadMs })),
    });
  });
  afterAll(() => app.close());

  const visit = (options?: VisitOptions) => Playground.visit(open, app, options);
  const code = (playground: Playground) => playground.newestCall.locator('.code').textContent();
  const advice = (playground: Playground) => playground.newestCall.locator('.advice').innerText();

  it.each([
    ['No response in time', '504', 'code 100016', /offer to send another code/],
    ['Message refused', '502', 'code 1000100', /Nothing was sent/],
    ['Picture first', '403', 'code 1000034', /show the picture in data\.url/],
    ['Too many requests', '429', 'code 1000028', /A new code can be requested in (30|29) s/],
  ] as const)(
    'shows “%s” as a real response, and what a client does; more than once',
    async (name, status, expected, text) => {
      const playground = await visit();
      for (let round = 1; round <= 2; round++) {
        await playground.press(name);
        await expect.poll(() => playground.page.locator(`.code:text-is("${expected}")`).count()).toBe(round);
        expect(await code(playground)).toBe(expected);
        expect(await playground.newestCall.locator('.status').textContent()).toBe(status);
        expect(await advice(playground)).toMatch(text);
      }
      expect(await playground.page.locator('#ticket').isVisible()).toBe(false);
    },
  );

  it('counts down to the next code in the form after too many requests', async () => {
    const playground = await visit();
    await playground.press('Too many requests');
    await playground.newestCall.getByText('code 1000028').waitFor();
    // A slow machine has used up some of the 30 s before the refused request.
    const seconds = / in (\d+) s/.exec(await advice(playground))?.[1];
    await expect
      .poll(() => playground.status.textContent())
      .toMatch(new RegExp(`Try again in ${seconds} seconds?\\.`));
    expect(await playground.gap.isVisible()).toBe(true);
  });

  it('enters a right code after it has expired', async () => {
    const playground = await visit({ prepare: (page) => page.clock.install() });
    const { page } = playground;
    await playground.press('Code expired');
    await page.getByText('This code is valid for 30 seconds.').waitFor();
    await page.locator('#inbox').getByText('@simulator.test').waitFor();
    aheadMs = 31_000;
    // The timer starts after the page has read the code from the outbox, which may be still to come.
    const codeAfterThat = async () => {
      await page.clock.runFor(31_000);
      return code(playground);
    };
    await expect.poll(codeAfterThat).toBe('code 1000005');
    expect(await advice(playground)).toMatch(/ask for a new one/);
    const [message] = await sentTo(await page.getByLabel('E-mail address').inputValue());
    expect(await playground.newestCall.locator('pre').first().innerText()).toContain(
      `"code":"${message?.code}"`,
    );
  });

  it('does not go on with a simulation after a change of the form', async () => {
    const playground = await visit({ prepare: (page) => page.clock.install() });
    const { page } = playground;
    await playground.press('Code expired');
    await page.getByText('This code is valid for 30 seconds.').waitFor();
    await page.getByRole('radio', { name: 'SMS' }).check();
    await page.clock.runFor(31_000);
    expect(await page.locator('.call').count()).toBe(1);
    expect(await page.getByText('This code is valid').count()).toBe(0);
  });

  it.each([
    ['without the demo tenant', { TENANTS_FILE: 'config/tenants.yaml' }],
    ['without the purposes of the demo tenant', {}],
    ['where mails are sent', { ...DEMO, MAIL_DSN: 'smtp://127.0.0.1:1?from=a@example.com', OUTBOX: 'on' }],
  ])('is not offered %s', async (_, env) => {
    const tenants = await writeTenantsFile({ tenants: [{ code: 'default' }, { code: 'demo' }] });
    onTestFinished(() => tenants.remove());
    const other = await TestApp.start({ env: { ...tenants.env, ...env } });
    onTestFinished(() => other.close());
    const { page } = await Playground.visit(open, other);
    expect(await page.getByRole('heading', { name: 'Try a failure' }).count()).toBe(0);
  });

  async function sentTo(account: string): Promise<readonly { readonly code: string }[]> {
    const query = new URLSearchParams({ account }).toString();
    const { body } = await app.fetch<{ messages: { code: string }[] }>(`/outbox/messages?${query}`);
    return body.data.messages;
  }
});
