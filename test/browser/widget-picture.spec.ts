import { expect, it } from 'vitest';
import { unexpectedProblems } from './support/unexpected.js';
import { describeWidget, SPOKEN } from './support/widget.js';

describeWidget('<captcha-field type="image">', (host) => {
  it('shows a picture, verifies its answer, and has the ticket as its value', async () => {
    const { page, go, image, input, verify, status, property, next, problems } = await host.page('');
    await go();
    await image.waitFor();
    expect(await image.getAttribute('src')).toMatch(/^data:image\/png;base64,/);
    await input.fill((await host.codeOf('')).toLowerCase());
    const verified = next('verified');
    await verify.click();
    expect(await verified).toMatchObject({
      expire: 300,
      ticket: expect.stringMatching(/^\S+\.\S+\.\S+$/) as string,
    });
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(await property('value')).toBe((await verified)['ticket']);
    expect(await page.locator('captcha-field:state(verified)').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  it('shows a new picture and a message after a wrong answer', async () => {
    const { go, image, input, verify, status, problems } = await host.page('');
    await go();
    const first = await image.getAttribute('src');
    await input.fill('AAAAAA');
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('That was not right. Try this new one.');
    expect(await image.getAttribute('src')).not.toBe(first);
    expect(await input.inputValue()).toBe('');
    expect(await input.getAttribute('aria-invalid')).toBe('true');
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('keeps the picture after a malformed answer', async () => {
    const { go, image, input, verify, status } = await host.page('');
    await go();
    const first = await image.getAttribute('src');
    await input.fill('A');
    await verify.click();
    await expect.poll(() => status.textContent()).toContain('code');
    expect(await image.getAttribute('src')).toBe(first);
  });

  it('shows another picture on request', async () => {
    const { page, go, image, next } = await host.page('');
    await go();
    const first = await image.getAttribute('src');
    const issued = next('issued');
    await page.getByRole('button', { name: 'Show another one' }).click();
    expect(await issued).toMatchObject({ type: 'image', isStepUp: false, expire: 180 });
    expect(await image.getAttribute('src')).not.toBe(first);
  });

  it('plays a recording instead of a picture', async () => {
    const { page, go, image, input } = await host.page('');
    await go();
    await image.waitFor();
    const requestBody = await host.mockResponseOnce(page, {
      code: 0,
      msg: 'success',
      data: { codeID: 'A'.repeat(20), url: SPOKEN, expire: 180 },
    });
    await page.getByRole('button', { name: 'Listen instead' }).click();
    await page.getByLabel('Digits you hear').first().waitFor();
    expect(requestBody()).toMatchObject({ type: 'image', presentation: 'audio' });
    expect(await page.locator('audio').getAttribute('src')).toBe(SPOKEN);
    expect(await image.count()).toBe(0);
    expect(await input.getAttribute('inputmode')).toBe('numeric');
    // The input gets the focus.
    await expect.poll(() => page.locator('captcha-field input:focus').count()).toBe(1);
    await page.getByRole('button', { name: 'Show a picture instead' }).click();
    await image.waitFor();
    expect(await image.getAttribute('src')).toMatch(/^data:image\/png/);
    await expect.poll(() => page.locator('captcha-field input:focus').count()).toBe(1);
  });

  it('shows a message if the server has no recordings', async () => {
    const { page, go, image, status } = await host.page('');
    await go();
    const url = await image.getAttribute('src');
    await host.mockResponseOnce(page, {
      code: 0,
      msg: 'success',
      data: { codeID: 'A'.repeat(20), url, expire: 180 },
    });
    const listen = page.getByRole('button', { name: 'Listen instead' });
    await listen.click();
    await expect.poll(() => status.textContent()).toBe('There is no recording here. Use the picture.');
    expect(await listen.count()).toBe(0);
  });

  it('removes an expired picture, and shows a new one on focus', async () => {
    const { page, go, image, input, status, next } = await host.page('');
    await page.clock.install();
    await go();
    await image.waitFor();
    const first = await image.getAttribute('src');
    await page.clock.fastForward(181_000);
    await expect.poll(() => status.textContent()).toBe('This has expired. Ask for a new one.');
    const issued = next('issued');
    await input.focus();
    await issued;
    expect(await image.getAttribute('src')).not.toBe(first);
  });
});
