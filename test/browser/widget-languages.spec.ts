import { expect, it } from 'vitest';
import { CAPTCHA } from '../support/app.js';
import { describeWidget, sentResponse } from './support/widget.js';

const ACCOUNT = 'type="email" account="a@example.com"';
const FIELD = `document.querySelector('captcha-field')`;

describeWidget('<captcha-field>: languages', (host) => {
  it.each([
    ['en', 'Send code', 'en', 'ltr'],
    ['zh-CN', '获取验证码', 'zh-CN', 'ltr'],
    ['zh', '获取验证码', 'zh-CN', 'ltr'],
    ['zh-Hans-HK', '获取验证码', 'zh-CN', 'ltr'],
    ['zh-TW', '傳送驗證碼', 'zh-TW', 'ltr'],
    ['zh-Hant', '傳送驗證碼', 'zh-TW', 'ltr'],
    ['zh-HK', '傳送驗證碼', 'zh-TW', 'ltr'],
    ['ja', 'コードを送信', 'ja', 'ltr'],
    ['ko-KR', '인증번호 받기', 'ko', 'ltr'],
    ['de-AT', 'Code senden', 'de', 'ltr'],
    ['fr-CA', 'Envoyer le code', 'fr', 'ltr'],
    ['es-MX', 'Enviar código', 'es', 'ltr'],
    ['pt', 'Enviar código', 'pt-BR', 'ltr'],
    ['ru', 'Отправить код', 'ru', 'ltr'],
    ['ar-EG', 'إرسال الرمز', 'ar', 'rtl'],
    // Not shipped: English, with its own direction in a page of another one.
    ['he', 'Send code', 'en', 'ltr'],
  ])('has texts for %s', async (language, send, lang, dir) => {
    const { page, go, send: button, field, problems } = await host.page(ACCOUNT, { lang: language });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await go();
    await expect.poll(() => button.innerText()).toBe(send);
    const box = field.locator('[part=field]');
    expect([await box.getAttribute('lang'), await box.getAttribute('dir')]).toEqual([lang, dir]);
    expect(problems).toEqual([]);
  });

  it('shows nothing in English while its language loads, and English if that fails', async () => {
    const { page, go, send, field, style } = await host.page(ACCOUNT, { lang: 'de' });
    let fail: () => void = () => undefined;
    const failed = new Promise<void>((resolve) => (fail = resolve));
    await page.route('**/captcha-field/de.js', async (route) => {
      await failed;
      await route.abort();
    });
    await go();
    await field.locator('[data-loading]').waitFor();
    expect(await style('[part=field]', 'opacity')).toBe('0');
    fail();
    await expect.poll(() => field.locator('[data-loading]').count()).toBe(0);
    expect(await send.innerText()).toBe('Send code');
  });

  it('loads only its own language, and the texts of another one when the attribute changes', async () => {
    const { page, go, send, property } = await host.page(ACCOUNT);
    const loaded: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/captcha-field/')) loaded.push(request.url().replace(/.*\//, ''));
    });
    await go();
    await send.waitFor();
    expect(loaded).toEqual([]);
    await property(`setAttribute('language', 'ja')`);
    await expect.poll(() => send.innerText()).toBe('コードを送信');
    expect(loaded).toEqual(['loaders.js', 'ja.js']);
  });

  it('sets the language of a message of the server', async () => {
    const { page, go, send, status, style } = await host.page(ACCOUNT, { lang: 'he' });
    await go();
    await host.mockResponseOnce(page, { code: 100007, msg: 'تعذّر ذلك.' }, { language: 'ar' });
    await send.click();
    await expect.poll(() => status.textContent()).toBe('تعذّر ذلك.');
    expect(await status.getAttribute('lang')).toBe('ar');
    expect(await style('[part=status]', 'direction')).toBe('rtl');
    // The next text is the field's own.
    await page.route(`${host.app.url}${CAPTCHA}`, (route) => route.abort(), { times: 1 });
    await send.click();
    await expect.poll(() => status.textContent()).toContain('did not answer');
    expect(await status.getAttribute('lang')).toBe('en');
  });

  it('isolates the account from the direction of the text', async () => {
    const { page, go, send, sent } = await host.page('type="phone" account="+8613800138000"', { lang: 'ar' });
    await go();
    await host.mockResponseOnce(page, sentResponse());
    await send.click();
    await expect.poll(() => sent.textContent()).toBe('أرسلنا رمزًا إلى +8613800138000.');
    expect(await sent.locator('bdi').getAttribute('dir')).toBe('ltr');
  });

  it('takes texts from attributes, properties and the page, with their language', async () => {
    const script = `
      import { captchaFieldTexts } from '/captcha-field.js';
      captchaFieldTexts.it = { send: 'Invia il codice' };
      const field = ${FIELD};
      field.texts = { verify: 'Controlla' };
      field.language = 'it';`;
    const { go, send, verify, field } = await host.page(`${ACCOUNT} text-code="Codice"`, { script });
    await go();
    await expect.poll(() => send.innerText()).toBe('Invia il codice');
    expect(await verify.innerText()).toBe('Controlla');
    expect(await field.locator('label').innerText()).toBe('Codice');
    expect(await field.locator('[part=field]').getAttribute('lang')).toBe('it');
  });

  it('lays the field out from right to left, and the code from left to right', async () => {
    const { go, send, input } = await host.page(ACCOUNT, { lang: 'ar' });
    await go();
    await expect.poll(() => send.innerText()).toBe('إرسال الرمز');
    const [button, line] = [await send.boundingBox(), await input.boundingBox()];
    expect(button!.x).toBeLessThan(line!.x);
    expect(await input.getAttribute('dir')).toBe('ltr');
  });
});
