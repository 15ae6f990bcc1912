import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { unexpectedProblems } from './support/unexpected.js';
import { describeWidget } from './support/widget.js';

/** The element and its script, as a page of any origin has them. */
const html = (script: string, account: string) =>
  `<!doctype html><html lang="en"><title>Host</title><script type="module" src="${script}"></script>
  <captcha-field type="email" account="${account}" tenant="solved"></captcha-field></html>`;

const parts = (page: Page) => {
  const field = page.locator('captcha-field');
  return {
    send: field.locator('[part~=send]'),
    sent: field.locator('[part=sent] > span'),
    image: field.getByRole('img'),
  };
};

describeWidget('<captcha-field>: where a proof of work is solved', (host) => {
  it('is the main thread of a page whose policy forbids workers', async () => {
    const { page, go, send, sent, posts, problems } = await host.page(
      'type="email" account="policy@example.com" tenant="solved"',
      { policy: `worker-src 'none'` },
    );
    await go();
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('policy@example.com');
    expect(page.workers()).toEqual([]);
    expect(posts()).toBe(2);
    // The browser reports that the policy was applied, and nothing else.
    expect(unexpectedProblems(problems)).toEqual([expect.stringContaining(`worker-src 'none'`)]);
  });

  it('is the main thread of a page of another origin', async () => {
    const { page, context, problems } = await host.open();
    onTestFinished(() => context.close());
    const shop = createServer((_request, response) => {
      response
        .setHeader('Content-Type', 'text/html')
        .end(html(`${host.app.url}/captcha-field.js`, 'shop@example.com'));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => {
      shop.closeAllConnections();
      shop.close();
    });
    await once(shop, 'listening');
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
    const { send, sent } = parts(page);
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('shop@example.com');
    expect(page.workers()).toEqual([]);
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('is nowhere on a page without https, which gets a picture', async () => {
    const { page, context } = await host.open();
    onTestFinished(() => context.close());
    const site = 'http://login.example';
    await page.route(`${site}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname !== '/')
        return route.fulfill({ response: await route.fetch({ url: host.app.url + pathname }) });
      return route.fulfill({
        contentType: 'text/html',
        body: html('/captcha-field.js', 'plain@example.com'),
      });
    });
    const posted: unknown[] = [];
    page.on('request', (request) => request.method() === 'POST' && posted.push(request.postDataJSON()));
    await page.goto(`${site}/`);
    expect(await page.evaluate('isSecureContext')).toBe(false);
    const { send, image } = parts(page);
    await send.click();
    await image.waitFor();
    expect(await image.getAttribute('src')).toMatch(/^data:image\/png/);
    const request = { use: 'login', type: 'email', account: 'plain@example.com' };
    expect(posted).toEqual([request, { ...request, presentation: 'image' }]);
  });

  it('goes on when the page was frozen meanwhile, as in a background tab or a sleeping laptop', async () => {
    const { page, context, go, send, sent, field } = await host.page(
      'type="email" account="frozen@example.com" tenant="solved"',
    );
    const release = await host.holdRequestOnce(page, '/captcha-field/solver.js');
    await go();
    await send.click();
    await field.locator('[part~=send][data-waiting]').waitFor();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    release();
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await expect.poll(() => sent.textContent()).toContain('frozen@example.com');
  });
});
