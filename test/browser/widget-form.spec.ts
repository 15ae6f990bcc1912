import { expect, it } from 'vitest';
import { describeWidget } from './support/widget.js';

describeWidget('<captcha-field> in a form', (host) => {
  it('verifies the input when its form is submitted, and submits the ticket', async () => {
    const form = (field: string) =>
      `<form action="/host" method="get">${field}<button name="by" value="button">Log in</button></form>`;
    const { page, go, image, input } = await host.page('name="proof"', { around: form });
    await go();
    await image.waitFor();
    await page.evaluate(`document.forms[0].addEventListener('submit', (event) => {
      event.preventDefault();
      window.sent = Object.fromEntries(new FormData(event.target, event.submitter));
    })`);
    // An empty input: constraint validation of the browser blocks the submission.
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await page.evaluate('document.forms[0].checkValidity() || window.sent')).toBe(undefined);
    await input.fill(await host.codeOf(''));
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect
      .poll(() => page.evaluate('window.sent'))
      .toEqual({ proof: expect.stringMatching(/^\S+\.\S+\.\S+$/) as string, by: 'button' });
  });

  it('blocks the submission after a wrong code', async () => {
    const { page, go, image, input, status } = await host.page('', {
      around: (field) => `<form action="/host">${field}<button>Log in</button></form>`,
    });
    await go();
    await image.waitFor();
    await page.evaluate(
      `document.forms[0].addEventListener('submit', (event) => (event.preventDefault(), window.sent = true))`,
    );
    await input.fill('AAAAAA');
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toBe('That was not right. Try this new one.');
    expect(await page.evaluate('window.sent')).toBe(undefined);
  });

  it('names the send button when its form is submitted before a code was requested', async () => {
    const { page, go } = await host.page('type="email" account="early@example.com"', {
      around: (field) => `<form action="/host">${field}<button>Log in</button></form>`,
    });
    await go();
    await page.getByRole('button', { name: 'Send code' }).waitFor();
    expect(await page.evaluate(`document.querySelector('captcha-field').validationMessage`)).toBe(
      'Select “Send code” first.',
    );
  });

  it('submits the unverified code with submit="code"', async () => {
    const { page, go, image, input, verify } = await host.page('submit="code"', {
      around: (field) => `<form action="/host">${field}<button>Log in</button></form>`,
    });
    await go();
    await image.waitFor();
    const code = await host.codeOf('');
    await input.fill(code);
    expect(await verify.isVisible()).toBe(false);
    expect(await page.evaluate('Object.fromEntries(new FormData(document.forms[0]))')).toEqual({
      type: 'image',
      codeID: expect.stringMatching(/^[\w-]{20}$/) as string,
      code,
    });
  });

  it('is disabled with its fieldset, and cleared by a reset', async () => {
    const { page, go, image, input, next } = await host.page('', {
      around: (field) => `<form><fieldset>${field}</fieldset></form>`,
    });
    await go();
    await image.waitFor();
    await input.fill('ABC');
    const issued = next('issued');
    await page.evaluate('document.forms[0].reset()');
    await issued;
    expect(await input.inputValue()).toBe('');
    await page.evaluate(`document.querySelector('fieldset').disabled = true`);
    expect(await input.isDisabled()).toBe(true);
    expect(await page.evaluate('document.forms[0].checkValidity()')).toBe(true);
  });
});
